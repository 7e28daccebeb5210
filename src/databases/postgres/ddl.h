#pragma once

#include <string>
#include <vector>

#include <arrow/result.h>

#include "databases/postgres/connection.h"
#include "databases/postgres/target_table.h"

namespace quiver::postgres {

/// A statement, and what it makes, for an error: "PRIMARY KEY (id)".
struct Statement {
  std::string sql;
  std::string what;
};

/// "schema"."name"
arrow::Result<std::string> Qualified(Connection& connection, const TableName& name);

/// ("a", "b")
arrow::Result<std::string> ColumnList(Connection& connection,
                                      const std::vector<std::string>& columns);

/// Before the rows: the table in staging, with NOT NULL and, when `constraints`, checks, defaults
/// and the numbering of its sequence. For a table that exists: the columns alone.
arrow::Result<Statement> CreateStatement(Connection& connection, const TargetTable& table,
                                         bool constraints);

/// For each column that will be cast, a query for one value that its final type prints in another
/// way; no row where there is none.
arrow::Result<std::vector<Statement>> CastChecks(Connection& connection, const TargetTable& table);

/// After the rows, in this order: casts, keys, indexes, comments. Building a key over rows that are
/// there takes a fraction of the time of checking each one as it comes.
arrow::Result<std::vector<Statement>> LoadedStatements(Connection& connection,
                                                       const TargetTable& table, bool constraints);

/// For when all tables are where they belong.
arrow::Result<std::vector<Statement>> ForeignKeyStatements(Connection& connection,
                                                           const TargetTable& table);

/// What ALTER DEFAULT PRIVILEGES IN SCHEMA gives to tables that are created there, and not to those
/// that move there.
arrow::Result<std::vector<Statement>> GrantStatements(Connection& connection,
                                                      const TargetTable& table);

/// INSERT of the staged rows into the table that exists.
arrow::Result<Statement> AppendStatement(Connection& connection, const TargetTable& table);

/// Lets the sequence of `column` of the table that exists go on behind the appended values.
arrow::Result<Statement> AdvanceSequence(Connection& connection, const TargetTable& table,
                                         const std::string& column, const std::string& sequence);

/// Takes a sequence out of the description that has no next number in the type of its column, with
/// a line in `notes`.
void DropImpossibleSequence(const std::vector<ColumnType>& columns, TableDescription* table,
                            std::vector<std::string>* notes);

}  // namespace quiver::postgres
