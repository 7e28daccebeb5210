#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "databases/sqlite/serial_type.h"

namespace quiver::sqlite {

/// How the texts of a database are stored; the numbers are those of the database header.
enum class TextEncoding : uint32_t { kUtf8 = 1, kUtf16Le = 2, kUtf16Be = 3 };

/// A few hundred rows, column by column, in the form that SQLite's record format has them: each
/// value a serial type and where its bytes are. Both readers (pages, API) fill it; census, policies
/// and column builders work through it one column at a time, in tight loops.
///
/// Ownership: the bytes belong to the reader that filled the block (its page buffer) or to `owned`,
/// and live until the reader goes on. At least kReadableBeyond bytes after each value may be read.
struct CellBlock {
  static constexpr int kReadableBeyond = 32;
  /// Rows in a block: enough to make the loops long, few enough to stay in the first-level cache.
  static int CapacityFor(int columns) { return std::clamp(8192 / std::max(columns, 1), 8, 256); }

  explicit CellBlock(int num_columns)
      : columns(num_columns),
        capacity(CapacityFor(num_columns)),
        row_ids(capacity),
        row_limit(capacity),
        types_(static_cast<size_t>(columns) * capacity),
        values_(static_cast<size_t>(columns) * capacity) {}

  SerialType* types(int column) { return types_.data() + static_cast<size_t>(column) * capacity; }
  const SerialType* types(int column) const {
    return types_.data() + static_cast<size_t>(column) * capacity;
  }
  const uint8_t** values(int column) {
    return values_.data() + static_cast<size_t>(column) * capacity;
  }
  const uint8_t* const* values(int column) const {
    return values_.data() + static_cast<size_t>(column) * capacity;
  }

  /// A buffer for a value that is nowhere in one piece; it lives as long as the block's rows do.
  uint8_t* Own(size_t bytes) {
    owned.push_back(std::make_unique_for_overwrite<uint8_t[]>(bytes + kReadableBeyond));
    return owned.back().get();
  }

  void Clear() {
    rows = 0;
    bytes = 0;
    owned.clear();
  }

  /// True when a row with a payload of `payload` bytes may be added.
  bool Accepts(int64_t payload) const {
    return rows < row_limit &&
           (bytes + payload + bytes_per_row <= byte_limit || (rows == 0 && first_row_always));
  }

  const int columns;
  const int capacity;
  int rows = 0;
  /// Payload bytes of all rows, and `bytes_per_row` for each.
  int64_t bytes = 0;
  /// Rowids; 1-based ordinals where the table has no rowid.
  std::vector<int64_t> row_ids;
  std::vector<std::unique_ptr<uint8_t[]>> owned;

  /// What a reader may add before it stops; set by the one who wants a batch of a certain size.
  int row_limit;
  int64_t bytes_per_row = 0;
  int64_t byte_limit = std::numeric_limits<int64_t>::max();
  bool first_row_always = true;

 private:
  std::vector<SerialType> types_;
  std::vector<const uint8_t*> values_;
};

}  // namespace quiver::sqlite
