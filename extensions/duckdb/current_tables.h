#pragma once

#include <memory>
#include <vector>

#include "bound_table.h"
#include "table_cache.h"

namespace quiver::duckdb_extension {

/// The tables of the files of `bound`, in their order, as the files are now: DuckDB binds a
/// prepared statement once and runs it often. A file that was changed since is opened anew, and
/// must have the same columns still. (Files that DuckDB's file system reads are taken as they
/// were.) Errors name the file.
std::vector<std::shared_ptr<ArrowTable>> CurrentTables(const BoundTable& bound,
                                                       TableCache* open_tables,
                                                       duckdb_v2_context_handle context,
                                                       duckdb_v2_error_info_handle* err);

}  // namespace quiver::duckdb_extension
