#pragma once

#include <memory>

#include "database_state.h"
#include "duckdb_api.h"

namespace quiver::duckdb_extension {

/// COPY t FROM 'x.arrow' (FORMAT arrow), and feather and arrows, which mean the same here: a file's
/// content says what it is. Its columns are those of the table, by their place, as DuckDB does with
/// every format; but where it has the table's names in another order, that is an error. Types that
/// differ are cast where the cast is exact (exact_cast.h). The path may be a pattern; lists of
/// paths are no SQL here.
///
/// The C API gives the rows no batch indexes, so that one thread reads, which keeps their order.
/// INSERT INTO t FROM 'x.arrow' reads on all of them.
void AddCopyFrom(duckdb_v2_copy_function_handle function, duckdb_v2_error_info_handle* err);

}  // namespace quiver::duckdb_extension
