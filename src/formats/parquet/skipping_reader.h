#pragma once

#include <memory>
#include <vector>

#include <arrow/result.h>
#include <parquet/arrow/reader.h>

#include "formats/parquet/row_range.h"

namespace quiver::parquet_format {

/// Pages that the reader of one Parquet column leaves undecoded: the first `pages`, which hold
/// exactly `rows` rows.
struct SkippedPages {
  int64_t pages = 0;
  int64_t rows = 0;
};

/// A reader of one row group, as if it were the only one in the file, that begins each Parquet
/// column `i` after `skipped[i]`; `skipped` may be empty. With `leaves` the bytes of these columns
/// are asked for ahead and together; empty: each when its turn comes.
/// Throws what libparquet throws: call it inside Guarded.
arrow::Result<std::unique_ptr<::parquet::arrow::FileReader>> OpenSkippingReader(
    const ParquetFile& file, int row_group, std::vector<SkippedPages> skipped,
    const std::vector<int>& leaves_ahead, const ::parquet::ArrowReaderProperties& properties);

}  // namespace quiver::parquet_format
