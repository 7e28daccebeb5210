#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include <arrow/result.h>
#include <arrow/status.h>
#include <arrow/util/cancel.h>

#include "databases/duckdb/extension_file.h"
#include "quiver/table_stream.h"

namespace quiver::duckdb {

/// A range of a stream's partitions, as DuckDB's threads read it through `quiver_scan`. The first
/// error is kept as the Status that it was; DuckDB only sees its text.
class PartitionExport {
 public:
  /// Shares partitions [begin, end) of `stream` under a new token, until the export is destroyed.
  static arrow::Result<std::unique_ptr<PartitionExport>> Make(const ExtensionFunctions& functions,
                                                              TableStream* stream, int64_t begin,
                                                              int64_t end, arrow::StopToken stop);
  ~PartitionExport();
  PartitionExport(const PartitionExport&) = delete;
  PartitionExport& operator=(const PartitionExport&) = delete;

  /// quiver_scan('...'), for a FROM clause.
  std::string sql() const;

  /// The first error of the stream; OK when it had none.
  arrow::Status first_error() const;

 private:
  class Reader;

  PartitionExport(const ExtensionFunctions& functions, TableStream* stream, int64_t begin,
                  arrow::StopToken stop);
  static int GetSchema(void* host, ArrowSchema* out);
  static int OpenPartition(void* host, int64_t partition, ArrowArrayStream* out, char* message,
                           int64_t message_size);
  arrow::Status Remember(arrow::Status status);

  const ExtensionFunctions functions_;
  TableStream* const stream_;
  const int64_t begin_;
  const arrow::StopToken stop_;
  const std::string token_;
  mutable std::mutex mutex_;
  arrow::Status first_error_;
};

}  // namespace quiver::duckdb
