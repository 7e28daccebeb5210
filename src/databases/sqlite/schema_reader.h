#pragma once

#include <vector>

#include <arrow/result.h>

#include "databases/sqlite/connection.h"
#include "databases/sqlite/declared_table.h"

namespace quiver::sqlite {

/// Every table, view and virtual table of the database, in the order of sqlite_schema; SQLite's own
/// tables (sqlite_%) and the shadow tables of virtual tables are left out. Call it inside the read
/// transaction whose rows are then read.
///
/// The descriptions hold every constraint that means the same in other databases, judged by what
/// CREATE TABLE says; ReconcileConstraints (reconcile_constraints.h) judges again by what the
/// census found. Everything else has a line in `not_carried`.
///
/// A view or virtual table that SQLite itself can't open (a dropped table, a missing module) has
/// no columns, and the reason in DeclaredTable::unreadable. Errors: as Connection::Open.
arrow::Result<std::vector<DeclaredTable>> ReadSchema(Connection& connection);

}  // namespace quiver::sqlite
