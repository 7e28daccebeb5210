#pragma once

#include <optional>

#include "duckdb_api.h"
#include "quiver/predicate.h"

namespace quiver::duckdb_extension {

/// What the optimizer's filters have in common with Predicate: comparisons of a column with a
/// constant, BETWEEN, IN, IS [NOT] NULL, prefixes of LIKE, and AND and OR of them. The rest is left
/// out so that every row for which the filters are true is a row for which the predicate is, too.
/// Nothing when nothing is left. Columns are named by the number that the bind gave them ("0").
std::optional<Predicate> OfferedFilters(duckdb_v2_table_function_filter_pushdown_info_handle info,
                                        duckdb_v2_error_info_handle* err);

}  // namespace quiver::duckdb_extension
