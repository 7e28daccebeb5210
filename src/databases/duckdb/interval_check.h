#pragma once

#include <string>

#include <arrow/status.h>

#include "databases/duckdb/connection.h"
#include "quiver/table.h"

namespace quiver::duckdb {

/// Looks for INTERVALs whose time part Arrow's 64-bit nanoseconds can't hold (292 years in hours):
/// DuckDB converts them without looking. Costs nothing without such columns.
/// Errors: Invalid, naming table and column.
arrow::Status CheckIntervals(Connection* connection, const std::string& from,
                             const TableDescription& table);

}  // namespace quiver::duckdb
