#pragma once

#include <arrow/status.h>

#include "databases/sqlite/connection.h"
#include "quiver/table.h"

namespace quiver::sqlite {

/// Whether rows of `table` can be added to the table of that name as they are: every column is
/// there with an affinity that keeps its values, and none is missing that must have a value.
/// Errors: Invalid, with table and column.
arrow::Status CheckAppend(Connection& connection, const TableDescription& table);

}  // namespace quiver::sqlite
