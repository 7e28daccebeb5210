#pragma once

#include <map>
#include <optional>
#include <string>

#include "quiver/table.h"

namespace quiver::postgres {

/// What a column holds, as far as conditions on it mean the same everywhere.
enum class ColumnClass {
  kNumber,   ///< integers, numeric, floats
  kText,     ///< text, varchar: compared for equality only, order is a matter of collation
  kBoolean,  ///< alone as a condition, too
  kOther,    ///< anything else, char(n) with its padding among it: in IS [NOT] NULL only
};

using ColumnClasses = std::map<std::string, ColumnClass>;

/// "name", as portable expressions have it.
std::string QuotedName(const std::string& name);

/// The class of a type as SQL declares it: "numeric(9,2)".
ColumnClass ClassOfType(const std::string& declared);

/// The condition of a CHECK, as pg_get_expr prints it, in portable SQL; nothing where another
/// database could judge a row differently: functions, arithmetic, patterns, other types.
std::optional<PortableExpression> MakePortable(const std::string& condition,
                                               const ColumnClasses& columns);

/// A DEFAULT, as pg_get_expr prints it, where it is a literal of the column's class.
std::optional<PortableExpression> PortableDefault(const std::string& value, ColumnClass column);

}  // namespace quiver::postgres
