#pragma once

#include <string>
#include <vector>

#include <arrow/result.h>

#include "databases/postgres/connection.h"
#include "databases/postgres/relation.h"
#include "databases/postgres/row_source.h"
#include "quiver/source.h"

namespace quiver::postgres {

/// The rows of a query: where they come from, their columns, and the SQL of the columns' values.
struct QueryRows {
  RowSource source;
  std::vector<Column> columns;
  std::vector<std::string> values;
};

/// Without joins. A query that is `TABLE name` comes in ranges of ctids, as a table does (with the
/// tables that inherit from it); others as one partition, or as those that the options ask for.
/// Errors: as Connection; Invalid where parts of a query have different columns.
arrow::Result<QueryRows> ReadQuery(Connection& connection, const std::string& sql,
                                   const SourceOptions& options);

/// A query as a subquery can have it: in parentheses, without the semicolon at its end.
std::string Subquery(const std::string& sql);

/// "alias(c0, c1)": names for columns that may have the same ones.
std::string AliasOfColumns(const std::string& alias, size_t columns);

}  // namespace quiver::postgres
