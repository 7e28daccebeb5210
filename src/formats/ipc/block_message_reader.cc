#include "formats/ipc/block_message_reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <arrow/buffer.h>

#include "formats/ipc/coalesced_ranges.h"
#include "formats/ipc/message_body.h"

namespace quiver::ipc {

arrow::Result<std::unique_ptr<arrow::ipc::Message>> BlockMessageReader::ReadNextMessage() {
  if (!schema_read_) {
    schema_read_ = true;
    return arrow::ipc::Message::Open(file_->footer().schema_message, nullptr);
  }
  if (dictionaries_read_ < file_->footer().dictionaries.size()) return ReadDictionary();
  return ReadBatch();
}

arrow::Result<std::unique_ptr<arrow::ipc::Message>> BlockMessageReader::ReadDictionary() {
  const Block& block = file_->footer().dictionaries[dictionaries_read_++];
  ARROW_ASSIGN_OR_RAISE(const auto message, file_->ReadMetadata(block));
  ARROW_ASSIGN_OR_RAISE(const MessageLayout layout, ReadLayout(*message));
  // Only a stream says which batches a replaced dictionary is for.
  const bool first = dictionary_ids_.insert(layout.dictionary_id).second;
  if (!first && !layout.dictionary_delta) {
    return arrow::Status::Invalid("a file can't replace its dictionary ", layout.dictionary_id);
  }
  ARROW_ASSIGN_OR_RAISE(
      auto body, file_->input()->ReadAt(block.offset + block.metadata_bytes, block.body_bytes));
  return WithBody(*message, std::move(body));
}

arrow::Result<std::unique_ptr<arrow::ipc::Message>> BlockMessageReader::ReadBatch() {
  const Block& block = file_->footer().batches[requested_];
  const int64_t body_offset = block.offset + block.metadata_bytes;
  if (!columns_.empty() && !file_->input()->supports_zero_copy()) {
    ARROW_ASSIGN_OR_RAISE(const auto message, file_->ReadMetadata(block));
    ARROW_ASSIGN_OR_RAISE(auto body, ReadColumns(*message, block));
    return WithBody(*message, std::move(body));
  }
  if (columns_.empty()) {
    // The system reads all of it at once then, not page by page.
    ARROW_RETURN_NOT_OK(file_->input()->WillNeed({{body_offset, block.body_bytes}}));
  }
  ARROW_ASSIGN_OR_RAISE(auto body, file_->input()->ReadAt(body_offset, block.body_bytes));
  ARROW_ASSIGN_OR_RAISE(auto message, file_->ReadMetadata(block, body));
  ARROW_RETURN_NOT_OK(CheckBody(*message, *body));
  return message;
}

arrow::Result<std::shared_ptr<arrow::Buffer>> BlockMessageReader::ReadColumns(
    const arrow::ipc::Message& message, const Block& block) const {
  ARROW_ASSIGN_OR_RAISE(const MessageLayout layout, ReadLayout(message));
  ARROW_ASSIGN_OR_RAISE(const auto places, PlacesOfColumns(*file_->footer().schema, layout,
                                                           message.metadata_version()));
  ARROW_ASSIGN_OR_RAISE(auto body, arrow::AllocateBuffer(block.body_bytes));
  std::vector<arrow::io::ReadRange> ranges;
  for (const int column : columns_) {
    const ColumnPlace& place = places[column];
    for (size_t i = place.first_buffer; i < place.first_buffer + place.num_buffers; ++i) {
      ranges.push_back({layout.buffers[i].offset, layout.buffers[i].length});
    }
  }
  // What compressed buffers that are not read say of their length is looked at, too.
  for (const MessageLayout::Buffer& buffer : layout.buffers) {
    constexpr int64_t kLengthBytes = 8;
    std::memset(body->mutable_data() + buffer.offset, 0, std::min(buffer.length, kLengthBytes));
  }
  // Gaps up to this are read, too: another request takes longer.
  constexpr int64_t kReadOver = int64_t{1} << 20;
  const int64_t body_offset = block.offset + block.metadata_bytes;
  for (const auto& range : Coalesced(std::move(ranges), kReadOver, block.body_bytes)) {
    ARROW_ASSIGN_OR_RAISE(const int64_t bytes,
                          file_->input()->ReadAt(body_offset + range.offset, range.length,
                                                 body->mutable_data() + range.offset));
    if (bytes != range.length) return arrow::Status::IOError("it ends inside of a record batch");
  }
  return std::shared_ptr<arrow::Buffer>(std::move(body));
}

}  // namespace quiver::ipc
