#include "databases/postgres/existing_tables.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "databases/postgres/arrow_form.h"

namespace quiver::postgres {
namespace {

uint32_t ToOid(const std::optional<std::string>& text) {
  return static_cast<uint32_t>(std::strtoul(text.value_or("").c_str(), nullptr, 10));
}

ExistingTable::Kind KindOf(const std::string& relkind) {
  if (relkind == "r" || relkind == "p") return ExistingTable::Kind::kTable;
  if (relkind == "f") return ExistingTable::Kind::kForeignTable;
  if (relkind == "v" || relkind == "m") return ExistingTable::Kind::kView;
  return ExistingTable::Kind::kOther;
}

struct Column {
  std::string name;
  ServerType type;
  std::string declared;
  bool needs_value = false;
  bool computed = false;
};

arrow::Result<std::vector<Column>> ReadColumns(Connection& connection, uint32_t table) {
  // Generated columns came with PostgreSQL 12.
  const char* generated = connection.server_version() >= 120'000 ? "attgenerated <> ''" : "false";
  ARROW_ASSIGN_OR_RAISE(
      const auto rows,
      connection.Query(fmt::format(
          "SELECT attname, atttypid, atttypmod, pg_catalog.format_type(atttypid, atttypmod), "
          "attnotnull AND NOT atthasdef AND attidentity = '', {} FROM pg_catalog.pg_attribute "
          "WHERE attrelid = {} AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
          generated, table)));
  std::vector<Column> columns;
  for (const auto& row : rows) {
    columns.push_back({row[0].value_or(""),
                       {ToOid(row[1]), std::atoi(row[2].value_or("-1").c_str())},
                       row[3].value_or(""),
                       row[4] == "t",
                       row[5] == "t"});
  }
  return columns;
}

/// The type of a column that is there; or what is wrong with it.
arrow::Result<ColumnType> FitColumn(TargetTypes* types, const TableName& table,
                                    const arrow::Field& field, const Column& column) {
  const std::string name = "column \"" + field.name() + "\" ";
  if (column.computed) return arrow::Status::Invalid(name, "is computed there");
  ARROW_ASSIGN_OR_RAISE(const auto origin, types->Resolve(MetadataOf(field, "pg_type")));
  const bool same = origin && origin->oid == column.type.oid;
  ARROW_ASSIGN_OR_RAISE(const Types* known, types->Read({column.type.oid}));
  const auto match = MatchType(field, column.type, same ? Origin::kSameType : Origin::kAny, *known);
  if (match.ok()) return ColumnType{column.declared, column.declared};
  if (same) {
    ARROW_ASSIGN_OR_RAISE(const auto cast, types->ChooseCast(table, field, column.declared));
    if (cast) return *cast;
  }
  const std::string& reason = match.status().message();
  return arrow::Status::Invalid(name, "is ", column.declared, " there and ",
                                field.type()->ToString(), " here",
                                reason.empty() ? "" : ": " + reason);
}

}  // namespace

arrow::Result<std::optional<ExistingTable>> FindTable(Connection& connection,
                                                      const TableName& name) {
  ARROW_ASSIGN_OR_RAISE(const std::string schema, connection.QuoteLiteral(name.schema));
  ARROW_ASSIGN_OR_RAISE(const std::string table, connection.QuoteLiteral(name.name));
  ARROW_ASSIGN_OR_RAISE(
      const auto rows,
      connection.Query(fmt::format(
          "SELECT c.oid, c.relkind, pg_catalog.has_table_privilege(c.oid, 'INSERT'), "
          "pg_catalog.pg_has_role(c.relowner, 'USAGE') FROM pg_catalog.pg_class c JOIN "
          "pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = {} AND c.relname "
          "= {}",
          schema, table)));
  if (rows.empty()) return std::nullopt;
  const auto& row = rows[0];
  return ExistingTable{ToOid(row[0]), KindOf(row[1].value_or("")), row[2] == "t", row[3] == "t"};
}

arrow::Result<std::string> CurrentSchema(Connection& connection) {
  // The session's own search_path is empty, so it is asked under the user's.
  ARROW_ASSIGN_OR_RAISE(const std::string path, connection.QuoteLiteral(connection.search_path()));
  ARROW_RETURN_NOT_OK(connection.Execute(
      fmt::format("BEGIN; SELECT pg_catalog.set_config('search_path', {}, true)", path)));
  const auto rows = connection.Query("SELECT pg_catalog.current_schema()");
  ARROW_RETURN_NOT_OK(connection.Execute("ROLLBACK"));
  ARROW_RETURN_NOT_OK(rows.status());
  return rows->at(0).at(0).value_or("public");
}

arrow::Result<std::vector<std::string>> DependentsOf(Connection& connection,
                                                     const std::vector<uint32_t>& tables) {
  std::vector<std::string> names;
  if (tables.empty()) return names;
  ARROW_ASSIGN_OR_RAISE(
      const auto rows,
      connection.Query(fmt::format(
          "SELECT 'foreign key ' || pg_catalog.quote_ident(conname) || ' of ' || "
          "conrelid::pg_catalog.regclass::text FROM pg_catalog.pg_constraint WHERE contype = 'f' "
          "AND confrelid IN ({0}) AND conrelid NOT IN ({0}) UNION SELECT 'view ' || "
          "r.ev_class::pg_catalog.regclass::text FROM pg_catalog.pg_depend d JOIN "
          "pg_catalog.pg_rewrite r ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND "
          "d.objid = r.oid WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND "
          "d.refobjid IN ({0}) AND r.ev_class <> d.refobjid UNION SELECT 'table ' || "
          "inhrelid::pg_catalog.regclass::text FROM pg_catalog.pg_inherits i JOIN "
          "pg_catalog.pg_class c ON c.oid = i.inhrelid WHERE NOT c.relispartition AND inhparent IN "
          "({0}) AND inhrelid NOT IN ({0}) ORDER BY 1",
          fmt::join(tables, ", "))));
  for (const auto& row : rows) names.push_back(row[0].value_or(""));
  return names;
}

arrow::Result<std::vector<std::string>> LostWith(Connection& connection, uint32_t table) {
  ARROW_ASSIGN_OR_RAISE(
      const auto rows,
      connection.Query(fmt::format(
          "SELECT c.relacl IS NOT NULL, EXISTS (SELECT FROM pg_catalog.pg_trigger WHERE tgrelid = "
          "c.oid AND NOT tgisinternal), EXISTS (SELECT FROM pg_catalog.pg_policy WHERE polrelid = "
          "c.oid), c.relkind = 'p' FROM pg_catalog.pg_class c WHERE c.oid = {}",
          table)));
  constexpr const char* kNames[] = {"privileges", "triggers", "row security policies",
                                    "partitions"};
  std::vector<std::string> lost;
  for (size_t i = 0; !rows.empty() && i < std::size(kNames); ++i) {
    if (rows[0][i] == "t") lost.emplace_back(kNames[i]);
  }
  return lost;
}

arrow::Result<std::vector<ColumnType>> CheckAppend(Connection& connection, TargetTypes* types,
                                                   const TableDescription& table,
                                                   const ExistingTable& existing) {
  ARROW_ASSIGN_OR_RAISE(auto columns, ReadColumns(connection, existing.oid));
  std::vector<ColumnType> fitting;
  std::vector<std::string> faults;
  for (const auto& field : table.schema->fields()) {
    const auto found = std::ranges::find(columns, field->name(), &Column::name);
    if (found == columns.end()) {
      faults.push_back("column \"" + field->name() + "\" does not exist there");
      continue;
    }
    const auto type = FitColumn(types, table.name, *field, *found);
    if (!type.ok() && !type.status().IsInvalid()) return type.status();
    if (type.ok()) {
      fitting.push_back(*type);
    } else {
      faults.push_back(type.status().message());
    }
    columns.erase(found);
  }
  for (const Column& column : columns) {
    if (!column.needs_value) continue;
    faults.push_back("column \"" + column.name +
                     "\" is NOT NULL there, without a default, and has no values here");
  }
  if (faults.empty()) return fitting;
  return arrow::Status::Invalid(
      fmt::format("can't append to table {}: {}", table.name.ToString(), fmt::join(faults, "; ")));
}

arrow::Result<std::map<std::string, std::string>> SequencesOf(
    Connection& connection, const std::string& relation, const std::vector<std::string>& columns) {
  ARROW_ASSIGN_OR_RAISE(const std::string table, connection.QuoteLiteral(relation));
  std::map<std::string, std::string> sequences;
  for (const std::string& column : columns) {
    ARROW_ASSIGN_OR_RAISE(const std::string name, connection.QuoteLiteral(column));
    ARROW_ASSIGN_OR_RAISE(const auto rows,
                          connection.Query(fmt::format(
                              "SELECT pg_catalog.pg_get_serial_sequence({}, {})", table, name)));
    if (rows.at(0).at(0)) sequences[column] = *rows[0][0];
  }
  return sequences;
}

}  // namespace quiver::postgres
