#pragma once

#include <string>
#include <vector>

#include <arrow/result.h>

#include "files/table_file.h"
#include "quiver/sink.h"
#include "quiver/table_stream.h"

namespace quiver {

/// Writes `table` into files below `folder`, which exists: SinkOptions::rows_per_file rows in each,
/// in `key=value` folders for SinkOptions::partition_by. Every file is synced. Gives the files'
/// paths. `target` is how the folder is named in messages.
arrow::Result<std::vector<std::string>> WriteManyFiles(TableStream& table,
                                                       const TableFileFormat& format,
                                                       const std::string& folder,
                                                       const std::string& target,
                                                       const SinkOptions& options);

/// What stands against it before the first row: columns of partition_by that are not there, that
/// no folder's name can hold, or all of them. Also the format's own check, for the columns that are
/// left.
arrow::Status CheckManyFiles(const TableDescription& table, const TableFileFormat& format,
                             const SinkOptions& options);

}  // namespace quiver
