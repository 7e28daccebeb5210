#pragma once

#include <memory>
#include <string>

#include <arrow/result.h>

#include "files/table_file.h"
#include "quiver/sink.h"

namespace quiver {

/// Writes tables into files of one format (quiver/sink.h).
///
/// A target that is a file holds one table. A target that is a folder, or shall be one (its name
/// ends with "/", or the options ask for several files), holds:
///   one table:      part-00000.parquet …, with `rows_per_file`; year=2024/part-00000.parquet …,
///   with
///                   `partition_by`;
///   several tables: NAME.parquet for each, or the same in NAME/.
/// A folder is written beside the target and takes its place at once. It replaces only a folder
/// that holds nothing but files of this format.
arrow::Result<std::unique_ptr<Sink>> OpenFileSink(const TableFileFormat& format,
                                                  const std::string& target,
                                                  const SinkOptions& options);

}  // namespace quiver
