#include "formats/ipc/aligned_payload.h"

#include <array>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include <arrow/buffer.h>

#include "formats/ipc/flat_table.h"
#include "formats/ipc/message_fields.h"

namespace quiver::ipc {
namespace {

int64_t RoundUp(int64_t bytes, int64_t multiple) {
  return (bytes + multiple - 1) / multiple * multiple;
}

std::shared_ptr<arrow::Buffer> Zeros(int64_t bytes) {
  static const std::array<uint8_t, 64> kZeros = {};
  return std::make_shared<arrow::Buffer>(kZeros.data(), bytes);
}

}  // namespace

arrow::Status AlignBuffers(int64_t alignment, arrow::ipc::IpcPayload* payload) {
  // What a writer adds behind each buffer by itself.
  constexpr int64_t kOwnAlignment = 8;
  ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::Buffer> metadata,
                        payload->metadata->CopySlice(0, payload->metadata->size()));
  uint8_t* const bytes = metadata->mutable_data();
  ARROW_ASSIGN_OR_RAISE(const FlatTable root,
                        FlatTable::Root({bytes, static_cast<size_t>(metadata->size())}));
  ARROW_ASSIGN_OR_RAISE(auto batch, root.Table(kHeader));
  if (batch && payload->type == arrow::ipc::MessageType::DICTIONARY_BATCH) {
    ARROW_ASSIGN_OR_RAISE(batch, batch->Table(kData));
  }
  if (!batch) return arrow::Status::UnknownError("Arrow made a message without a batch");
  ARROW_ASSIGN_OR_RAISE(const FlatVector places, batch->Vector(kBuffers, kBufferBytes));
  if (places.size() != payload->body_buffers.size()) {
    return arrow::Status::UnknownError("Arrow made a message whose buffers it does not count");
  }

  std::vector<std::shared_ptr<arrow::Buffer>> buffers;
  int64_t offset = 0;
  for (size_t i = 0; i < places.size(); ++i) {
    auto& buffer = payload->body_buffers[i];
    const int64_t size = buffer == nullptr ? 0 : buffer->size();
    std::memcpy(bytes + (places.data() - bytes) + i * kBufferBytes, &offset, sizeof(offset));
    const int64_t padding = RoundUp(size, alignment) - RoundUp(size, kOwnAlignment);
    buffers.push_back(std::move(buffer));
    if (padding > 0) buffers.push_back(Zeros(padding));
    offset += RoundUp(size, alignment);
  }
  ARROW_ASSIGN_OR_RAISE(const size_t length_place, root.PlaceOf(kBodyLength));
  if (length_place > 0) std::memcpy(bytes + length_place, &offset, sizeof(offset));
  payload->metadata = std::move(metadata);
  payload->body_buffers = std::move(buffers);
  payload->body_length = offset;
  return arrow::Status::OK();
}

}  // namespace quiver::ipc
