#pragma once

#include <arrow/result.h>

#include "quiver/progress.h"
#include "quiver/row_hash.h"
#include "quiver/table_stream.h"
#include "transfer/partition_threads.h"

namespace quiver {

/// The row hash of the partitions of `range`, read on up to `jobs` threads.
arrow::Result<RowHash> HashRows(TableStream& table, PartitionRange range, int jobs,
                                Progress* progress);

/// The row hash of the whole table, reported to `progress` as one table.
arrow::Result<RowHash> HashWholeTable(TableStream& table, int jobs, Progress* progress);

}  // namespace quiver
