#include "databases/duckdb/catalog_reader.h"

#include <cstdlib>
#include <map>
#include <utility>

#include <arrow/type.h>
#include <arrow/util/key_value_metadata.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "databases/duckdb/ddl.h"
#include "databases/duckdb/portable_expression.h"

namespace quiver::duckdb {
namespace {

using Row = Connection::Row;

/// The condition that a catalog table's rows are about this table.
std::string IsAbout(const TableName& name) {
  return fmt::format("database_name = '{}' AND schema_name = {} AND table_name = {}",
                     kSourceCatalog, QuoteLiteral(SchemaOf(name)), QuoteLiteral(name.name));
}

std::vector<std::string> Strings(const std::optional<std::string>& json) {
  const auto list = nlohmann::json::parse(json.value_or("[]"), nullptr, false);
  std::vector<std::string> strings;
  for (const auto& item : list) {
    if (item.is_string()) strings.push_back(item.get<std::string>());
  }
  return strings;
}

/// Reads one table's catalog entries into its description.
class Describer {
 public:
  Describer(Connection* connection, TableDescription* description)
      : connection_(connection), description_(description) {}

  arrow::Status Run() {
    ARROW_RETURN_NOT_OK(Columns());
    ARROW_RETURN_NOT_OK(Constraints());
    ARROW_RETURN_NOT_OK(Indexes());
    return Comment();
  }

 private:
  arrow::Result<std::vector<Row>> Query(const std::string& columns, const std::string& catalog) {
    return connection_->Query(
        fmt::format("SELECT {} FROM {}() WHERE {}", columns, catalog, IsAbout(description_->name)));
  }

  void NotCarried(const std::string& what) {
    description_->not_carried.push_back(description_->name.ToString() + ": " + what);
  }

  arrow::Status Columns() {
    ARROW_ASSIGN_OR_RAISE(
        const auto rows,
        Query("column_name, data_type, is_nullable::VARCHAR, comment, column_default, "
              "is_generated::VARCHAR, generation_expression",
              "duckdb_columns"));
    std::map<std::string, const Row*> by_name;
    for (const Row& row : rows) by_name[row[0].value_or("")] = &row;
    arrow::FieldVector fields;
    for (const auto& field : description_->schema->fields()) {
      const auto found = by_name.find(field->name());
      if (found == by_name.end()) {
        fields.push_back(field);
        continue;
      }
      const Row& row = *found->second;
      fields.push_back(WithOrigin(*field, row));
      description_->type_reasons.push_back("DuckDB's " + row[1].value_or(""));
      if (row[5] == "true") {
        NotCarried(fmt::format("column \"{}\" is copied by value, without its formula {}",
                               field->name(), row[6].value_or("")));
      } else if (row[4]) {
        ARROW_RETURN_NOT_OK(Default(field->name(), *row[4]));
      }
    }
    description_->schema = arrow::schema(std::move(fields));
    return arrow::Status::OK();
  }

  static std::shared_ptr<arrow::Field> WithOrigin(const arrow::Field& field, const Row& row) {
    auto metadata = std::make_shared<arrow::KeyValueMetadata>();
    metadata->Append("duckdb_type", row[1].value_or(""));
    if (row[3]) metadata->Append("comment", *row[3]);
    return field.WithNullable(row[2] != "false")->WithMergedMetadata(metadata);
  }

  arrow::Status Default(const std::string& column, const std::string& value) {
    if (value == "NULL") return arrow::Status::OK();
    if (const auto portable = PortableDefault(value)) {
      description_->defaults.push_back({column, *portable});
      return arrow::Status::OK();
    }
    constexpr std::string_view kNextValue = "nextval('";
    if (value.starts_with(kNextValue) && !description_->sequence) {
      const size_t end = value.find('\'', kNextValue.size());
      return SequenceDefault(column, value.substr(kNextValue.size(), end - kNextValue.size()));
    }
    NotCarried(fmt::format("DEFAULT {} of column \"{}\"", value, column));
    return arrow::Status::OK();
  }

  arrow::Status SequenceDefault(const std::string& column, const std::string& sequence) {
    // The name may be written with its schema or without, quoted or not.
    ARROW_ASSIGN_OR_RAISE(
        const auto rows,
        connection_->Query(fmt::format(
            "SELECT coalesce(last_value + increment_by, start_value)::VARCHAR FROM "
            "duckdb_sequences() WHERE database_name = '{}' AND increment_by = 1 AND replace({}, "
            "'\"', '') IN (sequence_name, schema_name || '.' || sequence_name)",
            kSourceCatalog, QuoteLiteral(sequence))));
    if (rows.size() == 1 && rows[0][0]) {
      description_->sequence = {column, std::strtoll(rows[0][0]->c_str(), nullptr, 10)};
    } else {
      NotCarried(fmt::format("DEFAULT nextval('{}') of column \"{}\"", sequence, column));
    }
    return arrow::Status::OK();
  }

  arrow::Status Constraints() {
    ARROW_ASSIGN_OR_RAISE(
        const auto rows,
        Query("constraint_type, to_json(constraint_column_names)::VARCHAR, expression, "
              "referenced_table, to_json(referenced_column_names)::VARCHAR",
              "duckdb_constraints"));
    for (const Row& row : rows) {
      const std::vector<std::string> columns = Strings(row[1]);
      if (row[0] == "PRIMARY KEY") {
        description_->primary_key = columns;
      } else if (row[0] == "UNIQUE") {
        description_->unique.push_back(columns);
      } else if (row[0] == "FOREIGN KEY") {
        description_->foreign_keys.push_back(
            {columns, {description_->name.schema, row[3].value_or("")}, Strings(row[4]), "", ""});
      } else if (row[0] == "CHECK") {
        const std::string condition = row[2].value_or("");
        if (auto portable = MakePortable(condition, *description_->schema)) {
          description_->checks.push_back(std::move(*portable));
        } else {
          NotCarried("CHECK " + condition);
        }
      }
    }
    return arrow::Status::OK();
  }

  arrow::Status Indexes() {
    ARROW_ASSIGN_OR_RAISE(
        const auto rows,
        Query("index_name, is_unique::VARCHAR, to_json(expressions::VARCHAR[])::VARCHAR, sql",
              "duckdb_indexes"));
    for (const Row& row : rows) {
      std::vector<std::string> columns;
      for (std::string column : Strings(row[2])) {
        if (column.size() > 1 && column.front() == '"') {
          column = column.substr(1, column.size() - 2);
        }
        if (description_->schema->GetFieldByName(column) != nullptr) columns.push_back(column);
      }
      if (!columns.empty() && columns.size() == Strings(row[2]).size()) {
        description_->indexes.push_back({row[0].value_or(""), columns, row[1] == "true"});
      } else {
        NotCarried(row[3].value_or("an index"));
      }
    }
    return arrow::Status::OK();
  }

  arrow::Status Comment() {
    ARROW_ASSIGN_OR_RAISE(const auto rows, Query("comment", "duckdb_tables"));
    if (!rows.empty()) description_->comment = rows[0][0].value_or("");
    return arrow::Status::OK();
  }

  Connection* const connection_;
  TableDescription* const description_;
};

}  // namespace

std::string SourceName(const TableName& name) {
  return fmt::format("{}.{}.{}", kSourceCatalog, QuoteIdentifier(SchemaOf(name)),
                     QuoteIdentifier(name.name));
}

arrow::Result<std::vector<TableInfo>> ListTables(Connection* connection, bool views) {
  std::string sql = fmt::format(
      "SELECT schema_name, table_name, 'table', estimated_size::VARCHAR, table_oid AS oid FROM "
      "duckdb_tables() WHERE database_name = '{}' AND NOT internal",
      kSourceCatalog);
  if (views) {
    sql += fmt::format(
        " UNION ALL SELECT schema_name, view_name, 'view', '-1', view_oid FROM duckdb_views() "
        "WHERE database_name = '{}' AND NOT internal",
        kSourceCatalog);
  }
  ARROW_ASSIGN_OR_RAISE(const auto rows,
                        connection->Query("SELECT * EXCLUDE oid FROM (" + sql + ") ORDER BY oid"));
  std::vector<TableInfo> tables;
  for (const Row& row : rows) {
    TableInfo& table = tables.emplace_back();
    const std::string schema = row[0].value_or("");
    table.name = {schema == "main" ? "" : schema, row[1].value_or("")};
    table.default_schema = "main";
    table.kind = row[2] == "view" ? TableInfo::Kind::kView : TableInfo::Kind::kTable;
    table.estimated_rows = std::strtoll(row[3].value_or("-1").c_str(), nullptr, 10);
  }
  return tables;
}

arrow::Result<TableDescription> DescribeTable(Connection* connection, const TableName& name,
                                              const std::shared_ptr<arrow::Schema>& schema) {
  TableDescription description;
  description.name = name;
  description.schema = schema;
  ARROW_RETURN_NOT_OK(Describer(connection, &description).Run());
  return description;
}

}  // namespace quiver::duckdb
