#include "databases/duckdb/existing_tables.h"

#include <algorithm>

#include <fmt/format.h>

#include "databases/duckdb/ddl.h"
#include "databases/duckdb/types.h"

namespace quiver::duckdb {
namespace {

std::string LowerCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

struct Column {
  std::string name;
  std::string type;
  bool not_null = false;
  bool has_default = false;
};

arrow::Result<std::map<std::string, Column>> ReadColumns(Connection* connection,
                                                         const TableName& name) {
  ARROW_ASSIGN_OR_RAISE(
      const auto rows,
      connection->Query(fmt::format(
          "SELECT column_name, data_type, (NOT is_nullable)::VARCHAR, "
          "(column_default IS NOT NULL)::VARCHAR FROM duckdb_columns() WHERE database_name = '{}' "
          "AND lower(schema_name) = lower({}) AND lower(table_name) = lower({})",
          kTargetCatalog, QuoteLiteral(SchemaOf(name)), QuoteLiteral(name.name))));
  std::map<std::string, Column> columns;
  for (const auto& row : rows) {
    const std::string column = row[0].value_or("");
    columns[LowerCase(column)] = {column, row[1].value_or(""), row[2] == "true", row[3] == "true"};
  }
  return columns;
}

/// DuckDB's own spelling of a type.
arrow::Result<std::string> Canonical(Connection* connection, const std::string& type) {
  ARROW_ASSIGN_OR_RAISE(const auto rows,
                        connection->Query(fmt::format("SELECT typeof(NULL::{})", type)));
  return rows.at(0).at(0).value_or("");
}

}  // namespace

std::string CatalogKey(const TableName& name) {
  return LowerCase(SchemaOf(name) + "." + name.name);
}

arrow::Result<ExistingTables> ExistingTables::Read(Connection* connection) {
  ARROW_ASSIGN_OR_RAISE(const auto rows,
                        connection->Query(fmt::format(
                            "SELECT schema_name, table_name, 'table' FROM duckdb_tables() WHERE "
                            "database_name = '{0}' "
                            "UNION ALL SELECT schema_name, view_name, 'view' FROM duckdb_views() "
                            "WHERE database_name = '{0}' AND NOT internal",
                            kTargetCatalog)));
  ExistingTables tables;
  for (const auto& row : rows) {
    tables.kinds_[CatalogKey({row[0].value_or(""), row[1].value_or("")})] =
        row[2] == "view" ? Kind::kView : Kind::kTable;
  }
  return tables;
}

const ExistingTables::Kind* ExistingTables::Find(const TableName& name) const {
  const auto found = kinds_.find(CatalogKey(name));
  return found == kinds_.end() ? nullptr : &found->second;
}

arrow::Status CheckAppend(Connection* connection, const TableDescription& table) {
  ARROW_ASSIGN_OR_RAISE(auto columns, ReadColumns(connection, table.name));
  const auto invalid = [&](const std::string& column, const std::string& what) {
    return arrow::Status::Invalid("can't append to table ", table.name.ToString(), ": column \"",
                                  column, "\" ", what);
  };
  for (const auto& field : table.schema->fields()) {
    const auto found = columns.find(LowerCase(field->name()));
    if (found == columns.end()) return invalid(field->name(), "does not exist there");
    ARROW_ASSIGN_OR_RAISE(std::string type, DuckDbType(*field));
    ARROW_ASSIGN_OR_RAISE(type, Canonical(connection, type));
    const bool any_type = field->type()->id() == arrow::Type::NA;
    if (!any_type && type != found->second.type) {
      return invalid(field->name(),
                     fmt::format("is {} there and {} here", found->second.type, type));
    }
    columns.erase(found);
  }
  for (const auto& [key, column] : columns) {
    if (column.not_null && !column.has_default) {
      return invalid(column.name, "is NOT NULL there, without a default, and has no values here");
    }
  }
  return arrow::Status::OK();
}

}  // namespace quiver::duckdb
