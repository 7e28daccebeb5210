#pragma once

#include <cstdint>

#include <arrow/result.h>
#include <arrow/status.h>

#include "databases/sqlite/cell_block.h"

namespace quiver::sqlite {

/// What the first 100 bytes of a database say (https://www.sqlite.org/fileformat2.html,
/// section 1.3).
struct DatabaseHeader {
  static constexpr int kBytes = 100;

  uint32_t page_size = 0;
  uint32_t usable_size = 0;  // page size less the bytes reserved at the end of each page
  uint32_t page_count = 0;   // may be stale in files that old versions of SQLite wrote
  uint32_t change_counter = 0;
  uint32_t version_valid_for = 0;
  uint32_t schema_cookie = 0;
  TextEncoding encoding = TextEncoding::kUtf8;

  /// Errors: IOError when the bytes are not those of a SQLite database.
  static arrow::Result<DatabaseHeader> Parse(const uint8_t* bytes);
};

/// The pages of one state of a database. Pages count from 1.
/// Threads: all methods from any thread.
class PageReader {
 public:
  virtual ~PageReader() = default;

  /// Copies pages `first` … `first + count - 1` to `to`. Errors: IOError, also for pages that the
  /// database does not have.
  virtual arrow::Status Read(uint32_t first, uint32_t count, uint8_t* to) const = 0;

  uint32_t page_size() const { return page_size_; }
  uint32_t usable_size() const { return usable_size_; }
  uint32_t page_count() const { return page_count_; }
  TextEncoding encoding() const { return encoding_; }

 protected:
  uint32_t page_size_ = 0;
  uint32_t usable_size_ = 0;
  uint32_t page_count_ = 0;
  TextEncoding encoding_ = TextEncoding::kUtf8;
};

/// "page 17: <what>, so the database is damaged …": for whatever a sound file can't contain.
arrow::Status DamagedPage(uint32_t page, std::string_view what);

}  // namespace quiver::sqlite
