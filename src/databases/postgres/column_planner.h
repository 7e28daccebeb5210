#pragma once

#include <string>
#include <vector>

#include <arrow/result.h>

#include "databases/postgres/row_source.h"
#include "databases/postgres/snapshot.h"
#include "databases/postgres/table_column.h"
#include "quiver/source.h"

namespace quiver::postgres {

/// Decides how each column is read: by its type, and by a census of its values where the type alone
/// does not say: a numeric without precision, and, where misfits may become text or NULL or be set
/// aside, every type that has misfits.
///
/// `values` are the SQL of the columns' values. `table` is for messages.
/// Errors: Invalid for values that do not fit, naming table, column, how many, and the first row;
/// as Connection.
arrow::Result<std::vector<TableColumn>> PlanColumns(Snapshot& snapshot, const RowSource& source,
                                                    const std::vector<Column>& columns,
                                                    const std::vector<std::string>& values,
                                                    const SourceOptions& options,
                                                    const std::string& table);

}  // namespace quiver::postgres
