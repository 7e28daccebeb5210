#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <unordered_map>

#include <arrow/result.h>
#include <arrow/status.h>

namespace quiver::sqlite {

/// The WAL-index header of a snapshot, which says which part of the WAL belongs to it. This is what
/// sqlite3_snapshot holds: 48 bytes in the machine's byte order
/// (https://www.sqlite.org/walformat.html, section 2.1):
///
///   version: 4 | unused: 4 | change counter: 4 | initialized: 1 | big-endian checksums: 1 | page
///   size: 2 | last frame: 4 | pages: 4 | checksum of the last frame: 8 | salts: 8 | checksum of
///   this: 8
struct WalIndexHeader {
  uint32_t page_size = 0;
  uint32_t last_frame = 0;  // 0: nothing of the WAL belongs to the snapshot
  uint32_t page_count = 0;
  std::array<uint32_t, 2> frame_checksum{};
  std::array<uint8_t, 8> salts{};  // as in the file

  static constexpr int kBytes = 48;
  static WalIndexHeader Parse(const uint8_t* bytes);
};

/// Which frame of the WAL holds the newest version of a page, for the frames 1 … last_frame of one
/// snapshot. 16 bytes and an entry of a hash table for each page that is in the WAL.
///
/// The file (section 1 of the same page): a header of 32 bytes, then frames, all big-endian:
///   page number: 4 | pages after commit, or 0: 4 | salts: 8 | checksum: 8 | the page
class WalIndex {
 public:
  /// Reads `bytes` bytes of the WAL at `offset`.
  using ReadFunction = std::function<arrow::Status(int64_t offset, uint32_t bytes, uint8_t* to)>;

  /// Reads every frame's header. Errors: IOError when the file is not the one that `header` was
  /// made of: other salts, or another checksum of the last frame, which sums up all before it.
  static arrow::Result<WalIndex> Read(const WalIndexHeader& header, const ReadFunction& read);

  bool empty() const { return frames_.empty(); }
  bool Contains(uint32_t page) const { return frames_.contains(page); }
  /// Where in the WAL the newest version of `page` begins, or -1.
  int64_t OffsetOf(uint32_t page) const;

 private:
  uint32_t page_size_ = 0;
  std::unordered_map<uint32_t, uint32_t> frames_;
};

}  // namespace quiver::sqlite
