#pragma once

#include <vector>

#include <arrow/status.h>

#include "databases/postgres/connection.h"
#include "databases/postgres/query_rows.h"
#include "quiver/postgres_options.h"

namespace quiver::postgres {

/// Adds the rows of `joins` to those of a query. The server does it, in one statement:
///
///   query AS q [LEFT] JOIN LATERAL (
///     SELECT s.* FROM (SELECT q.c0) AS outer_row(p0), LATERAL (join's query) AS s OFFSET 0
///   ) AS j1(c0, c1) ON true
///
/// `$(name)` in a join's query is outer_row.p0 then, a value of the column's own type. OFFSET 0
/// keeps the rows of the query in their order, because the planner can't turn the join around.
///
/// Errors: as Connection; KeyError for a name that no column has; Invalid for one in quotes.
arrow::Status AddJoins(Connection& connection, const std::vector<PostgresOptions::Join>& joins,
                       QueryRows* rows);

}  // namespace quiver::postgres
