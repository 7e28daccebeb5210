#pragma once

#include <cstdint>
#include <memory>

#include <arrow/record_batch.h>
#include <arrow/result.h>

#include "quiver/table.h"

namespace quiver {

/// The rows of one table (or view, or query) in one snapshot, as record batches.
///
/// A stream has N partitions which together hold every row exactly once. Where `ordered()`, the
/// rows of partition i come before those of partition i + 1, and the rows inside a partition are in
/// order, so that reading partitions by number gives the order of the source. The partitions
/// depend on the rows alone, never on the number of threads: an interrupted copy goes on with the
/// partition it had reached.
///
/// Threads: `OpenPartition` may be called from any thread, at the same time as others; each reader
/// is used by one thread at a time. Partitions may be opened more than once.
/// Ownership: a stream keeps what it needs of its Source alive only as long as that Source lives;
/// readers must be gone before their stream, streams before their Source.
/// Every batch has exactly `schema()`, and holds at most the rows and (counted with the buffers
/// that the rows use) about the bytes that SourceOptions ask for; a single row may exceed them.
class TableStream {
 public:
  virtual ~TableStream() = default;

  virtual const TableDescription& description() const = 0;
  const std::shared_ptr<arrow::Schema>& schema() const { return description().schema; }

  virtual int64_t num_partitions() const = 0;

  /// Errors are Invalid or SerializationError and name table, column and row where a value is the
  /// cause, IOError for what the disk or server did, Cancelled after a stop was requested.
  virtual arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> OpenPartition(
      int64_t partition) = 0;

  virtual bool ordered() const { return true; }

  /// Number of rows over all partitions: exact when known without reading them, else -1.
  virtual int64_t num_rows() const { return -1; }

  /// The rows that this stream leaves out because a value does not fit its column (only with
  /// OnTypeMismatch::kQuarantine), each whole and with the reason; null when there are none.
  /// Owned by this stream.
  virtual TableStream* quarantine() { return nullptr; }
};

}  // namespace quiver
