#pragma once

#include <memory>

#include "database_state.h"
#include "duckdb_api.h"

namespace quiver::duckdb_extension {

/// arrow_scan_stats(): the latest scans of Arrow files in this database, the newest first: how many
/// files and batches their filters left out, and how many bytes of the files they read.
void RegisterArrowScanStats(duckdb_v2_extension_handle extension, duckdb_v2_context_handle context,
                            const std::shared_ptr<DatabaseState>& database,
                            duckdb_v2_error_info_handle* err);

}  // namespace quiver::duckdb_extension
