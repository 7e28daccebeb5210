#pragma once

#include <set>
#include <string>
#include <vector>

#include <arrow/result.h>

#include "quiver/table.h"

namespace quiver::duckdb {

/// What the target file is attached as. Names are always written with it, because DuckDB takes the
/// first of two parts for a catalog where one has that name.
inline constexpr char kTargetCatalog[] = "quiver_target";

/// The schema of a table: `main` where its name has none.
std::string SchemaOf(const TableName& name);

/// "quiver_target"."schema"."name".
std::string QualifiedName(const TableName& name);

/// ("a", "b")
std::string ColumnList(const std::vector<std::string>& columns);

/// How a description becomes SQL.
struct DdlOptions {
  /// Keys, checks, defaults and sequences; otherwise only columns and NOT NULL.
  bool constraints = true;
  /// Declare PRIMARY KEY and UNIQUE with the table rather than add them after the rows. Adding them
  /// to 10 M rows takes half the time of checking each row as it comes, and more memory.
  bool keys_in_table = false;
  /// Columns that get this compression instead of DuckDB's own choice.
  std::set<std::string> zstd_columns;
};

/// The sequence of a table that has one.
TableName SequenceOf(const TableDescription& table);

/// Statements before the rows: CREATE SEQUENCE and CREATE TABLE.
/// Errors: NotImplemented or Invalid, naming table and column, for what DuckDB can't have.
arrow::Result<std::vector<std::string>> CreateStatements(const TableDescription& table,
                                                         const DdlOptions& options);

/// Statements after the rows, in the order in which they must run.
struct LoadedStatement {
  std::string sql;
  /// What it makes, for an error: "PRIMARY KEY (id)".
  std::string what;
};
std::vector<LoadedStatement> LoadedStatements(const TableDescription& table,
                                              const DdlOptions& options);

/// One line for each part of the description that the statements leave out, for the user.
std::vector<std::string> NotCarried(const TableDescription& table);

}  // namespace quiver::duckdb
