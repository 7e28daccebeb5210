#pragma once

#include <optional>
#include <string>

#include <arrow/type.h>

#include "quiver/table.h"

namespace quiver::duckdb {

/// A CHECK's condition, as DuckDB prints it, in portable SQL; nothing where another database could
/// judge a row differently: functions, casts, arithmetic, and the order of texts (a matter of
/// collation elsewhere).
std::optional<PortableExpression> MakePortable(const std::string& condition,
                                               const arrow::Schema& columns);

/// A DEFAULT, as DuckDB prints it, where it is a literal.
std::optional<PortableExpression> PortableDefault(const std::string& value);

}  // namespace quiver::duckdb
