#pragma once

#include <memory>
#include <string>
#include <vector>

#include <arrow/result.h>

#include "databases/duckdb/connection.h"
#include "quiver/source.h"
#include "quiver/table.h"

namespace quiver::duckdb {

/// What a source's file is attached as.
inline constexpr char kSourceCatalog[] = "quiver_source";

/// "quiver_source"."schema"."name".
std::string SourceName(const TableName& name);

/// The tables (and views) of all schemas, in the order of the catalog. Tables of `main` have no
/// schema in their name.
arrow::Result<std::vector<TableInfo>> ListTables(Connection* connection, bool views);

/// What a table is, apart from its rows. `schema` is that of its rows, to which NOT NULL, types of
/// origin and comments are added.
arrow::Result<TableDescription> DescribeTable(Connection* connection, const TableName& name,
                                              const std::shared_ptr<arrow::Schema>& schema);

}  // namespace quiver::duckdb
