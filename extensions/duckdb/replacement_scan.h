#pragma once

#include "duckdb_api.h"

namespace quiver::duckdb_extension {

/// FROM 'x.arrow', also .arrows, .feather, .ipc, patterns that end so, and '/dev/stdin':
/// read_arrow.
void RegisterReplacementScan(duckdb_v2_extension_handle extension, duckdb_v2_context_handle context,
                             duckdb_v2_error_info_handle* err);

}  // namespace quiver::duckdb_extension
