#pragma once

#include "column_builder.h"

namespace quiver::duckdb_extension {

/// Builders of what is not nested; null for nested types.
std::unique_ptr<ColumnBuilder> MakeValueBuilder(const ColumnType& type, idx_t rows);

}  // namespace quiver::duckdb_extension
