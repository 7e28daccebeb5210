#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <arrow/record_batch.h>

#include "table_function.h"

namespace quiver::duckdb_extension {

/// Makes `function` one that gives the rows of a record batch with the columns of `schema`, which
/// `make_rows` makes when a call is bound. For small tables.
using MakeRows = std::function<std::shared_ptr<arrow::RecordBatch>(
    const Arguments& arguments, duckdb_v2_context_handle context,
    duckdb_v2_error_info_handle* err)>;

void GiveRows(TableFunction* function, MakeRows make_rows, duckdb_v2_error_info_handle* err);

}  // namespace quiver::duckdb_extension
