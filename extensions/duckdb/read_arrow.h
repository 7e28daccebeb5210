#pragma once

#include <memory>

#include "database_state.h"
#include "duckdb_api.h"

namespace quiver::duckdb_extension {

/// read_arrow(files, ...): the rows of Arrow IPC files and streams. `files` is a path, a pattern or
/// a list of them. Columns that are not asked for are not read, local files that are not compressed
/// are mapped and not copied, and threads read parts of batches; the part's number is the batch
/// index, which keeps the order of the rows. DuckDB evaluates all filters; those that a file's
/// statistics answer skip whole batches before (offered_filters.h).
///
/// Other files are those of DuckDB's file system (host_file.h). count(*) reads the first column:
/// the C API has no virtual columns, and DuckDB then asks for one that it does not use.
///
/// DuckDB's own multi-file function is not used: it does not hand filters on to the function that
/// reads a file (seen with 2.0.0), so nothing could be skipped inside of files.
void RegisterReadArrow(duckdb_v2_extension_handle extension, duckdb_v2_context_handle context,
                       const std::shared_ptr<DatabaseState>& database,
                       duckdb_v2_error_info_handle* err);

}  // namespace quiver::duckdb_extension
