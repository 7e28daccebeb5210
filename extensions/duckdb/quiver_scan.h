#pragma once

#include "duckdb_api.h"

namespace quiver::duckdb_extension {

/// quiver_scan(token VARCHAR): the rows of a table that the program around this DuckDB shared as
/// `token` (shared_table.h). DuckDB's threads pull partitions, each in turn, without copying the
/// Arrow buffers; the partition's number is the batch index, which keeps the order of the rows in
/// whatever consumes the scan in parallel.
void RegisterQuiverScan(duckdb_v2_extension_handle extension, duckdb_v2_context_handle context,
                        duckdb_v2_error_info_handle* err);

}  // namespace quiver::duckdb_extension
