#pragma once

#include <functional>
#include <memory>

#include "bound_table.h"
#include "database_state.h"
#include "table_function.h"

namespace quiver::duckdb_extension {

using BindTable = std::function<std::unique_ptr<BoundTable>(const Arguments& arguments,
                                                            duckdb_v2_context_handle context,
                                                            duckdb_v2_error_info_handle* err)>;

/// Makes `function` one that gives the rows of a bound table. Threads read parts of it, and the
/// part's number is the batch index, which keeps the order of the rows. DuckDB evaluates all
/// filters; what they say is remembered with the bound table.
void MakeScanFunction(TableFunction* function, BindTable bind_table,
                      const std::shared_ptr<DatabaseState>& database,
                      duckdb_v2_error_info_handle* err);

}  // namespace quiver::duckdb_extension
