#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "databases/sqlite/column_form.h"
#include "databases/sqlite/declared_table.h"
#include "quiver/table.h"

namespace quiver::sqlite {

/// The condition `expression` of a CHECK in portable SQL, or nothing where another database could
/// judge any row differently.
///
/// SQLite compares by the storage class of the values and the affinities of the columns, other
/// databases by types. Both agree when a column is compared with literals of its own kind, or with
/// a column of its own kind: only such comparisons are portable, combined by AND, OR and NOT. Text
/// is portable for equality only (its order is a matter of collation elsewhere), columns with a
/// COLLATE not at all. No arithmetic: SQLite turns an overflow into a REAL, others into an error.
///
/// Without `decisions`, a comparison passes that may turn out right or wrong with the forms that
/// the columns will get; with them, it is judged by these forms, and literals are written in their
/// types (FALSE for 0 in a BOOLEAN column). What comes out can be put in again.
std::optional<PortableExpression> MakePortable(
    std::string_view expression, const DeclaredTable& table,
    const std::vector<ColumnDecision>* decisions = nullptr);

/// The value of a DEFAULT, as SQLite stores it, as a portable literal; nothing for what has none (a
/// blob, a real with more digits than every database reads exactly).
std::optional<PortableExpression> PortableLiteral(const DeclaredColumn::Value& value);

/// `literal`, which PortableLiteral gave, for a column that became `form`; nothing when it does not
/// fit.
std::optional<PortableExpression> FitLiteral(const PortableExpression& literal, ColumnForm form);

}  // namespace quiver::sqlite
