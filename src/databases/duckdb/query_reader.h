#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <arrow/record_batch.h>
#include <arrow/result.h>
#include <arrow/util/cancel.h>

#include "databases/duckdb/connection.h"

namespace quiver::duckdb {

/// How big the batches of a reader get, and what stops it.
struct ReadOptions {
  int64_t batch_rows;
  int64_t batch_bytes;
  arrow::StopToken stop;
};

/// The schema of a query's rows, as QueryReader gives them. `table` is for errors.
arrow::Result<std::shared_ptr<arrow::Schema>> QuerySchema(Connection* connection,
                                                          const std::string& sql,
                                                          const std::string& table);

/// Runs a query and reads its rows as they come. `schema` must be what QuerySchema gave, but for
/// metadata and nullability. One reader at a time may be open on a connection.
arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> OpenQueryReader(
    std::shared_ptr<Connection> connection, const std::string& sql, const std::string& table,
    std::shared_ptr<arrow::Schema> schema, const ReadOptions& options);

}  // namespace quiver::duckdb
