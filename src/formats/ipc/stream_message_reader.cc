#include "formats/ipc/stream_message_reader.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include <arrow/buffer.h>

#include "formats/ipc/message_body.h"

namespace quiver::ipc {
namespace {

constexpr int32_t kContinuation = -1;
constexpr int64_t kLengthBytes = sizeof(int32_t);

}  // namespace

arrow::Result<std::shared_ptr<arrow::Buffer>> StreamMessageReader::Read(int64_t bytes) {
  constexpr int64_t kFirstStep = int64_t{1} << 20;
  if (bytes <= kFirstStep || input_->supports_zero_copy()) return input_->Read(bytes);
  ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateResizableBuffer(0));
  int64_t have = 0;
  while (have < bytes) {
    const int64_t step = std::min(bytes - have, std::max(kFirstStep, have));
    ARROW_RETURN_NOT_OK(buffer->Resize(have + step, /*shrink_to_fit=*/false));
    ARROW_ASSIGN_OR_RAISE(const int64_t got, input_->Read(step, buffer->mutable_data() + have));
    have += got;
    if (got < step) break;
  }
  ARROW_RETURN_NOT_OK(buffer->Resize(have, /*shrink_to_fit=*/false));
  return std::shared_ptr<arrow::Buffer>(std::move(buffer));
}

arrow::Result<int32_t> StreamMessageReader::ReadLength(bool may_end) {
  ARROW_ASSIGN_OR_RAISE(const auto bytes, Read(kLengthBytes));
  if (bytes->size() == 0 && may_end) return 0;
  if (bytes->size() < kLengthBytes) {
    return arrow::Status::Invalid("it ends inside of a message's length");
  }
  int32_t length;
  std::memcpy(&length, bytes->data(), sizeof(length));
  return length;
}

// i32 -1 | i32 length | metadata | body; before Arrow 0.15 without the -1. A length of 0, or
// nothing, is the end. A file begins with its magic and two zeros, before its schema.
arrow::Result<std::unique_ptr<arrow::ipc::Message>> StreamMessageReader::ReadNextMessage() {
  ARROW_ASSIGN_OR_RAISE(int32_t length, ReadLength(/*may_end=*/true));
  const bool at_begin = std::exchange(at_begin_, false);
  if (at_begin && length == 0) return arrow::Status::Invalid("it is empty: there is no schema");
  if (at_begin && std::memcmp(&length, "ARRO", 4) == 0) {
    ARROW_ASSIGN_OR_RAISE(const auto rest, Read(kLengthBytes));
    if (std::string_view(*rest) != std::string_view("W1\0\0", 4)) {
      return arrow::Status::Invalid("it is not Arrow IPC");
    }
    ARROW_ASSIGN_OR_RAISE(length, ReadLength(/*may_end=*/false));
  }
  if (length == kContinuation) {
    ARROW_ASSIGN_OR_RAISE(length, ReadLength(/*may_end=*/false));
  }
  if (length == 0) return nullptr;
  if (length < 0) return arrow::Status::Invalid("a message has a length below 0");
  ARROW_ASSIGN_OR_RAISE(auto metadata, Read(length));
  if (metadata->size() != length) {
    return arrow::Status::Invalid("it ends inside of a message's metadata");
  }
  ARROW_ASSIGN_OR_RAISE(auto message, arrow::ipc::Message::Open(std::move(metadata), nullptr));
  if (message->body_length() < 0) return arrow::Status::Invalid("a message has a length below 0");
  ARROW_ASSIGN_OR_RAISE(auto body, Read(message->body_length()));
  return WithBody(*message, std::move(body));
}

}  // namespace quiver::ipc
