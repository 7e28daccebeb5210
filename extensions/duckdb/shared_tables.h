#pragma once

#include <optional>
#include <string>

#include "shared_table.h"

namespace quiver::duckdb_extension {

/// What the host shared as `token`, if it did.
std::optional<QuiverSharedTable> FindSharedTable(const std::string& token);

}  // namespace quiver::duckdb_extension
