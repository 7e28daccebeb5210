#pragma once

#include <cstdint>
#include <functional>

#include <arrow/record_batch.h>
#include <arrow/status.h>

#include "quiver/table_stream.h"

namespace quiver {

struct PartitionRange {
  int64_t begin;
  int64_t end;
};

/// Reads the partitions of `range` on up to `jobs` threads. `read` gets each partition's number and
/// its opened reader, on one of those threads. The first error stops the others and comes back.
arrow::Status ReadPartitions(
    TableStream& table, PartitionRange range, int jobs,
    const std::function<arrow::Status(int64_t partition, arrow::RecordBatchReader&)>& read);

}  // namespace quiver
