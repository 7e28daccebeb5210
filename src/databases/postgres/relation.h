#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <arrow/result.h>

#include "databases/postgres/connection.h"
#include "quiver/source.h"

namespace quiver::postgres {

/// A table, view, materialized view, foreign or partitioned table of the server.
struct Relation {
  uint32_t oid = 0;
  /// As PostgreSQL has it: never empty.
  std::string schema;
  std::string name;
  /// pg_class.relkind: r, v, m, f or p.
  char kind = 'r';
  /// Rows of the tables that inherit from it are its own, as a query sees them.
  bool descendants = false;
  /// What the planner thinks of; -1 where it knows nothing.
  int64_t estimated_rows = -1;
  int64_t bytes = -1;

  /// With an empty schema for "public".
  TableName table_name() const { return {schema == "public" ? "" : schema, name}; }
  TableInfo info() const;
};

/// A column of a relation, or of a query.
struct Column {
  std::string name;
  uint32_t type = 0;
  int32_t modifier = -1;
  /// As SQL writes the type: "character varying(20)".
  std::string declared;
  bool not_null = false;
};

/// The relations of all of the user's schemas, in the order in which they were made. Partitions are
/// not among them, nor what belongs to an extension.
arrow::Result<std::vector<Relation>> ListRelations(Connection& connection, bool views);

arrow::Result<std::vector<Column>> ReadColumns(Connection& connection, const Relation& relation);

/// The columns of the rows that a statement gives.
arrow::Result<std::vector<Column>> ReadQueryColumns(Connection& connection, const std::string& sql);

/// "schema"."name".
arrow::Result<std::string> QualifiedName(Connection& connection, const std::string& schema,
                                         const std::string& name);

}  // namespace quiver::postgres
