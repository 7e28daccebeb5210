#pragma once

#include <memory>
#include <vector>

#include <arrow/record_batch.h>
#include <arrow/result.h>
#include <arrow/util/cancel.h>

#include "formats/parquet/row_range.h"

namespace quiver::parquet_format {

/// What all readers of a table have in common.
struct TableReading {
  std::shared_ptr<const ParquetFile> file;
  /// Indices into file->columns, in the order of `schema`.
  std::vector<int> columns;
  std::shared_ptr<arrow::Schema> schema;
  int64_t batch_rows = 0;
  int64_t batch_bytes = 0;
  /// Bytes that one reader may ask a server for ahead.
  int64_t bytes_ahead = 0;
  arrow::StopToken stop = arrow::StopToken::Unstoppable();
};

/// The rows of `range`, in order. `page_starts` has an entry for each of reading.columns where the
/// range does not begin with its row group, else it may be empty.
arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> OpenRowRange(
    std::shared_ptr<const TableReading> reading, const RowRange& range,
    const std::vector<PageStarts>& page_starts);

}  // namespace quiver::parquet_format
