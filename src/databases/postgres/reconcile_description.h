#pragma once

#include <vector>

#include "databases/postgres/table_column.h"
#include "quiver/table.h"

namespace quiver::postgres {

/// Takes out of `description` what does not hold any more for what `columns` have become, and says
/// so in `not_carried`: checks, defaults and foreign keys of numbers that are text now, and a
/// primary key of a column in which misfits are NULL.
void ReconcileDescription(const std::vector<TableColumn>& columns, TableDescription* description);

}  // namespace quiver::postgres
