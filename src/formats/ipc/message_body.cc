#include "formats/ipc/message_body.h"

#include <utility>

#include <arrow/buffer.h>

#include "formats/ipc/message_layout.h"

namespace quiver::ipc {

arrow::Status CheckBody(const arrow::ipc::Message& message, const arrow::Buffer& body) {
  if (body.size() != message.body_length()) {
    return arrow::Status::Invalid("it ends inside of a ",
                                  arrow::ipc::FormatMessageType(message.type()));
  }
  if (!arrow::ipc::Message::HasBody(message.type())) return arrow::Status::OK();
  ARROW_ASSIGN_OR_RAISE(const MessageLayout layout, ReadLayout(message));
  return CheckUncompressedLengths(layout, body);
}

arrow::Result<std::unique_ptr<arrow::ipc::Message>> WithBody(const arrow::ipc::Message& message,
                                                             std::shared_ptr<arrow::Buffer> body) {
  ARROW_RETURN_NOT_OK(CheckBody(message, *body));
  return arrow::ipc::Message::Open(message.metadata(), std::move(body));
}

}  // namespace quiver::ipc
