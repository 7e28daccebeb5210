#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include <arrow/status.h>

#include "quiver/row_hash.h"
#include "quiver/table_stream.h"

namespace quiver {

/// Where a row is in its stream.
struct RowPosition {
  int64_t partition = -1;
  int64_t row = -1;
  auto operator<=>(const RowPosition&) const = default;
};

/// What tells the rows of one batch: the hashes of their key columns, and those of whole rows.
struct KeyedRows {
  std::vector<RowHash128> keys;
  std::vector<RowHash128> rows;
  RowPosition first;
};

/// Reads `table` on up to `jobs` threads and hands each batch's rows to `visit`, which runs on one
/// thread at a time. `key` are column numbers.
arrow::Status ReadKeyedRows(TableStream& table, const std::vector<int>& key, int jobs,
                            const std::function<void(const KeyedRows&)>& visit);

}  // namespace quiver
