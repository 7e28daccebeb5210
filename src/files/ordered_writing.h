#pragma once

#include <functional>
#include <memory>

#include <arrow/record_batch.h>
#include <arrow/status.h>

#include "files/table_file.h"
#include "quiver/table_stream.h"

namespace quiver {

/// What a batch becomes on the thread that read it, and what takes it in the order of the rows.
struct OrderedWork {
  std::function<arrow::Result<std::unique_ptr<TableFileWriter::Encoded>>(
      const std::shared_ptr<arrow::RecordBatch>&)>
      encode;
  std::function<arrow::Status(std::unique_ptr<TableFileWriter::Encoded>)> append;
  /// Batches of one partition are put together up to so many rows before they are encoded, as far
  /// as their bytes are few against the memory; 0: as they come.
  int64_t rows_at_once = 0;
};

/// Reads the partitions of `table` on up to `jobs` threads and encodes their batches there;
/// `append` gets them one at a time, from partition 0's first to the last one's last. Whoever is
/// ahead of its turn waits once about `memory` bytes wait to be appended. Batches of a table
/// without order are appended as they come. The first error stops all and comes back.
arrow::Status WriteInOrder(TableStream& table, int jobs, int64_t memory, const OrderedWork& work);

}  // namespace quiver
