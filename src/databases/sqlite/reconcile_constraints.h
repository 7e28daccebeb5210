#pragma once

#include <vector>

#include "databases/sqlite/column_form.h"
#include "databases/sqlite/declared_table.h"

namespace quiver::sqlite {

/// Judges the constraints of `description` (a copy of `table.description`) again, now that it is
/// known what every column becomes: what no longer means the same moves to `not_carried`, with the
/// reason.
///
///   - PRIMARY KEY over NULLs (SQLite allows them in rowid tables): carried as UNIQUE, which is
///   what it is there;
///   - keys over a column that --on-type-mismatch turned into text: different values may have
///     become equal;
///   - CHECKs and defaults whose literals don't fit the form of the column: 'abc' for a number.
///     Literals 0 and 1 become FALSE and TRUE where the column became BOOLEAN.
///
/// Foreign keys are judged by their own columns only; whether the columns that they refer to have
/// the same types is for the one who sees all tables.
void ReconcileConstraints(const DeclaredTable& table, const std::vector<ColumnDecision>& decisions,
                          TableDescription* description);

}  // namespace quiver::sqlite
