#pragma once

#include <memory>

#include "database_state.h"
#include "duckdb_api.h"

namespace quiver::duckdb_extension {

/// scan_arrow_ipc([{'ptr': address, 'size': bytes}, ...]): the rows of an Arrow IPC stream or file
/// that lies in this process's memory, in pieces. For clients in the same process, which must keep
/// the memory until the statement has ended: whoever may call it may read all that the process may.
void RegisterScanArrowIpc(duckdb_v2_extension_handle extension, duckdb_v2_context_handle context,
                          const std::shared_ptr<DatabaseState>& database,
                          duckdb_v2_error_info_handle* err);

}  // namespace quiver::duckdb_extension
