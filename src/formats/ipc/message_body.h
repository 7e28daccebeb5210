#pragma once

#include <memory>

#include <arrow/ipc/message.h>
#include <arrow/result.h>

namespace quiver::ipc {

/// `message` with this body, once the body is as long as the message says, and no compressed buffer
/// in it claims a length that it can't have.
arrow::Result<std::unique_ptr<arrow::ipc::Message>> WithBody(const arrow::ipc::Message& message,
                                                             std::shared_ptr<arrow::Buffer> body);

}  // namespace quiver::ipc
