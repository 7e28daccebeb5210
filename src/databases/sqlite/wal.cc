#include "databases/sqlite/wal.h"

#include <cstring>

#include "databases/sqlite/byte_order.h"

namespace quiver::sqlite {
namespace {

constexpr int64_t kHeaderBytes = 32;
constexpr int kFrameHeaderBytes = 24;

template <typename T>
T LoadHost(const uint8_t* from) {
  T value;
  std::memcpy(&value, from, sizeof(value));
  return value;
}

int64_t FrameOffset(uint32_t frame, uint32_t page_size) {
  return kHeaderBytes + (int64_t{frame} - 1) * (int64_t{page_size} + kFrameHeaderBytes);
}

arrow::Status NotThisWal(uint32_t frame) {
  return arrow::Status::IOError("frame ", frame, " of the WAL does not belong to the snapshot");
}

}  // namespace

WalIndexHeader WalIndexHeader::Parse(const uint8_t* bytes) {
  WalIndexHeader header;
  const auto size = LoadHost<uint16_t>(bytes + 14);
  header.page_size = size == 1 ? 65536 : size;
  header.last_frame = LoadHost<uint32_t>(bytes + 16);
  header.page_count = LoadHost<uint32_t>(bytes + 20);
  header.frame_checksum = {LoadHost<uint32_t>(bytes + 24), LoadHost<uint32_t>(bytes + 28)};
  std::memcpy(header.salts.data(), bytes + 32, header.salts.size());
  return header;
}

arrow::Result<WalIndex> WalIndex::Read(const WalIndexHeader& header, const ReadFunction& read) {
  WalIndex index;
  index.page_size_ = header.page_size;
  uint8_t bytes[kFrameHeaderBytes] = {};
  for (uint32_t frame = 1; frame <= header.last_frame; ++frame) {
    ARROW_RETURN_NOT_OK(read(FrameOffset(frame, header.page_size), kFrameHeaderBytes, bytes));
    if (std::memcmp(bytes + 8, header.salts.data(), header.salts.size()) != 0) {
      return NotThisWal(frame);
    }
    index.frames_[LoadBig32(bytes)] = frame;
  }
  if (header.last_frame > 0 && (LoadBig32(bytes + 16) != header.frame_checksum[0] ||
                                LoadBig32(bytes + 20) != header.frame_checksum[1])) {
    return NotThisWal(header.last_frame);
  }
  return index;
}

int64_t WalIndex::OffsetOf(uint32_t page) const {
  const auto found = frames_.find(page);
  return found == frames_.end() ? -1 : FrameOffset(found->second, page_size_) + kFrameHeaderBytes;
}

}  // namespace quiver::sqlite
