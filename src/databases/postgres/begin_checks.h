#pragma once

#include <vector>

#include <arrow/status.h>

#include "quiver/table.h"

namespace quiver::postgres {

/// Whether PostgreSQL can have these tables by their names: none that it would cut off, none twice.
/// Errors: Invalid or NotImplemented, naming table and column.
arrow::Status CheckNames(const std::vector<TableDescription>& tables);

}  // namespace quiver::postgres
