#include "formats/ipc/stream_index.h"

#include <cstring>
#include <set>
#include <string>
#include <utility>

#include <arrow/ipc/dictionary.h>
#include <arrow/ipc/reader.h>

#include "formats/ipc/message_layout.h"

namespace quiver::ipc {
namespace {

constexpr int32_t kContinuation = -1;

// i32 -1 | i32 length | metadata | body; before Arrow 0.15 without the -1. A length of 0, or
// nothing, is the end.
class StreamIndexer {
 public:
  explicit StreamIndexer(std::shared_ptr<arrow::io::RandomAccessFile> input)
      : input_(std::move(input)) {}

  arrow::Result<std::optional<Footer>> Index() {
    ARROW_ASSIGN_OR_RAISE(size_, input_->GetSize());
    for (;;) {
      Block block;
      ARROW_ASSIGN_OR_RAISE(const auto message, Next(&block));
      if (message == nullptr) break;
      if (footer_.schema == nullptr) {
        ARROW_RETURN_NOT_OK(SetSchema(*message));
      } else if (message->type() == arrow::ipc::MessageType::DICTIONARY_BATCH) {
        const auto layout = ReadLayout(*message);
        if (!layout.ok()) return At(block.offset, layout.status().message());
        const bool first = dictionary_ids_.insert(layout->dictionary_id).second;
        if (!first && !layout->dictionary_delta) return std::nullopt;
        footer_.dictionaries.push_back(block);
      } else if (message->type() == arrow::ipc::MessageType::RECORD_BATCH) {
        footer_.batches.push_back(block);
      } else {
        return At(block.offset, "a message is not what it should be");
      }
    }
    if (footer_.schema == nullptr) {
      return arrow::Status::Invalid("it is empty: there is no schema");
    }
    footer_.offset = at_;
    return std::move(footer_);
  }

 private:
  static arrow::Status At(int64_t offset, const std::string& what) {
    return arrow::Status::Invalid("message at byte ", offset, ": ", what);
  }

  arrow::Result<int32_t> ReadLength() {
    ARROW_ASSIGN_OR_RAISE(const auto bytes, input_->ReadAt(at_, sizeof(int32_t)));
    if (bytes->size() < static_cast<int64_t>(sizeof(int32_t))) {
      return At(at_, "it ends inside of a message's length");
    }
    at_ += sizeof(int32_t);
    int32_t length;
    std::memcpy(&length, bytes->data(), sizeof(length));
    return length;
  }

  // Null at the end.
  arrow::Result<std::unique_ptr<arrow::ipc::Message>> Next(Block* block) {
    if (at_ == size_) return nullptr;
    block->offset = at_;
    ARROW_ASSIGN_OR_RAISE(int32_t length, ReadLength());
    if (length == kContinuation) {
      ARROW_ASSIGN_OR_RAISE(length, ReadLength());
    }
    if (length == 0) return nullptr;
    if (length < 0 || length > size_ - at_) {
      return At(block->offset, "it ends inside of a message's metadata, or its length is wrong");
    }
    ARROW_ASSIGN_OR_RAISE(auto metadata, input_->ReadAt(at_, length));
    auto message = arrow::ipc::Message::Open(std::move(metadata), nullptr);
    if (!message.ok()) return At(block->offset, message.status().message());
    at_ += length;
    block->metadata_bytes = at_ - block->offset;
    block->body_bytes = (*message)->body_length();
    if (block->body_bytes < 0 || block->body_bytes > size_ - at_) {
      return At(block->offset, "it ends inside of a message's body");
    }
    at_ += block->body_bytes;
    return message;
  }

  arrow::Status SetSchema(const arrow::ipc::Message& message) {
    // ReadSchema takes it for granted.
    if (message.type() != arrow::ipc::MessageType::SCHEMA) {
      return At(0, "it does not begin with a schema");
    }
    arrow::ipc::DictionaryMemo memo;
    auto schema = arrow::ipc::ReadSchema(message, &memo);
    if (!schema.ok()) return At(0, schema.status().message());
    footer_.schema = *std::move(schema);
    footer_.schema_message = message.metadata();
    footer_.version = message.metadata_version();
    return arrow::Status::OK();
  }

  const std::shared_ptr<arrow::io::RandomAccessFile> input_;
  int64_t size_ = 0;
  int64_t at_ = 0;
  Footer footer_;
  std::set<int64_t> dictionary_ids_;
};

}  // namespace

arrow::Result<std::optional<Footer>> IndexStream(
    const std::shared_ptr<arrow::io::RandomAccessFile>& input) {
  return StreamIndexer(input).Index();
}

}  // namespace quiver::ipc
