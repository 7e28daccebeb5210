#pragma once

#include <cstdint>
#include <vector>

#include "formats/parquet/parquet_file.h"

namespace quiver::parquet_format {

/// How many rows of these columns (indices into file.columns) make about `batch_bytes` in memory,
/// by what the footer says of the row group; at most `batch_rows`. Throws what libparquet throws.
int64_t RowsPerBatch(const ParquetFile& file, int row_group, const std::vector<int>& columns,
                     int64_t batch_rows, int64_t batch_bytes);

}  // namespace quiver::parquet_format
