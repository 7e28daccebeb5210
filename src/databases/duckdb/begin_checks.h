#pragma once

#include <string>
#include <vector>

#include <arrow/status.h>

#include "databases/duckdb/existing_tables.h"
#include "quiver/table.h"

namespace quiver::duckdb {

/// Whether DuckDB can have these tables together: no two names that differ only by the case of
/// letters, no table without columns, and a type for each column.
/// Errors: Invalid or NotImplemented, naming table and column.
arrow::Status CheckTables(const std::vector<TableDescription>& tables);

/// Takes out the foreign keys that DuckDB can't have, with a line in `notes` for each: those to
/// tables that are neither in `tables` nor in the target, and those of a table to itself.
void DropImpossibleForeignKeys(const ExistingTables& existing,
                               std::vector<TableDescription>* tables,
                               std::vector<std::string>* notes);

}  // namespace quiver::duckdb
