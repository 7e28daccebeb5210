#pragma once

#include <memory>

#include <arrow/ipc/message.h>
#include <arrow/result.h>
#include <arrow/status.h>

namespace quiver::ipc {

/// Whether the body of a message is as long as the message says, and no compressed buffer in it
/// claims a length that it can't have. Errors: Invalid.
arrow::Status CheckBody(const arrow::ipc::Message& message, const arrow::Buffer& body);

/// `message` with this body, once that is checked.
arrow::Result<std::unique_ptr<arrow::ipc::Message>> WithBody(const arrow::ipc::Message& message,
                                                             std::shared_ptr<arrow::Buffer> body);

}  // namespace quiver::ipc
