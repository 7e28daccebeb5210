#pragma once

#include <memory>

#include "column_builder.h"

namespace quiver::duckdb_extension {

/// Gathers what DuckDB's own export knows best, and does in one way whatever its settings are:
/// VARIANT and GEOMETRY.
std::unique_ptr<ColumnBuilder> MakeExportedBuilder(const ColumnType& type,
                                                   duckdb_v2_context_handle context);

}  // namespace quiver::duckdb_extension
