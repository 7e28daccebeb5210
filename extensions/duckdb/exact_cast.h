#pragma once

#include "duckdb_api.h"

namespace quiver::duckdb_extension {

/// Whether DuckDB's cast from one type to another gives every value exactly, or an error: integers
/// to wider or narrower ones, decimals to no smaller scale, times to no coarser unit, text to ENUM,
/// UUID and JSON, and what lies within lists, arrays, maps and structs of the same shape.
bool CastsExactly(duckdb_v2_logical_type_handle from, duckdb_v2_logical_type_handle to,
                  duckdb_v2_error_info_handle* err);

}  // namespace quiver::duckdb_extension
