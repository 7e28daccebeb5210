#pragma once

#include <string>
#include <vector>

#include <arrow/result.h>

#include "quiver/source.h"
#include "quiver/transfer.h"

namespace quiver {

/// Views can be named without asking for all of them.
SourceOptions WithNamedViews(SourceOptions options, const TableSelection& selection);

/// Those of `listed` that `selection` means, in the order of the source. An `exclude` pattern that
/// matches nothing is probably a slip, and becomes a line in `notes`.
/// Errors: KeyError for a named table that is not there.
arrow::Result<std::vector<TableInfo>> SelectTables(const std::vector<TableInfo>& listed,
                                                   const TableSelection& selection,
                                                   std::vector<std::string>* notes);

/// The columns that `selection` means.
Scan ScanOf(const TableSelection& selection);

/// The name that the rows of `selection.query` get. Errors: Invalid for more than one name.
arrow::Result<TableName> QueryTableName(const TableSelection& selection);

}  // namespace quiver
