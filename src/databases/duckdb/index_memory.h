#pragma once

#include <cstdint>

#include <arrow/result.h>

#include "databases/duckdb/connection.h"
#include "quiver/table.h"

namespace quiver::duckdb {

/// About the bytes that DuckDB needs while it builds the largest of this table's keys and indexes.
/// It builds them in memory only, and needs five times as much for integers with gaps between them
/// as for ones that follow each other. The table has its `rows` rows already.
/// Errors are those of the connection.
arrow::Result<int64_t> IndexMemory(Connection* connection, const TableDescription& table,
                                   int64_t rows);

}  // namespace quiver::duckdb
