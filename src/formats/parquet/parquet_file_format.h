#pragma once

#include "files/table_file.h"

namespace quiver {

/// How tables become Parquet files. A row group is what one batch becomes (SinkOptions::batch_rows
/// at most); small batches share one. Every row group is encoded apart, on the thread that brought
/// its batch, with statistics and page index; the Arrow schema is stored.
TableFileFormat ParquetFileFormat();

}  // namespace quiver
