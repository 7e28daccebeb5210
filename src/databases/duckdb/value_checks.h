#pragma once

#include <arrow/record_batch.h>
#include <arrow/status.h>

#include "quiver/table.h"

namespace quiver::duckdb {

/// Finds the values that DuckDB's reading of Arrow would change without a word: durations and
/// intervals with parts of a microsecond, date64 values that are not whole days, times that are not
/// of one day, and decimals with more digits than their type. Costs nothing for tables without such
/// columns.
/// Errors: Invalid, naming table, column and row.
arrow::Status CheckValues(const TableName& table, const arrow::RecordBatch& batch);

}  // namespace quiver::duckdb
