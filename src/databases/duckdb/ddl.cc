#include "databases/duckdb/ddl.h"

#include <algorithm>

#include <arrow/type.h>
#include <arrow/util/key_value_metadata.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "databases/duckdb/connection.h"
#include "databases/duckdb/types.h"

namespace quiver::duckdb {
namespace {

std::string SequenceName(const TableDescription& table) {
  return fmt::format("{}_{}_seq", table.name.name, table.sequence->column);
}

/// "schema"."name" as text: a file may later be opened under any catalog name.
std::string SequenceLiteral(const TableDescription& table) {
  return QuoteLiteral(fmt::format("{}.{}", QuoteIdentifier(SchemaOf(table.name)),
                                  QuoteIdentifier(SequenceName(table))));
}

arrow::Result<std::string> ColumnDefinition(const TableDescription& table,
                                            const arrow::Field& field, const DdlOptions& options) {
  auto type = DuckDbType(field);
  if (!type.ok()) {
    return type.status().WithMessage("table ", table.name.ToString(), ", column \"", field.name(),
                                     "\": ", type.status().message());
  }
  std::string sql = QuoteIdentifier(field.name()) + " " + *type;
  if (!field.nullable()) sql += " NOT NULL";
  if (!options.constraints) return sql;
  if (table.sequence && table.sequence->column == field.name()) {
    return sql + " DEFAULT nextval(" + SequenceLiteral(table) + ")";
  }
  for (const TableDescription::Default& with_default : table.defaults) {
    if (with_default.column == field.name()) sql += " DEFAULT (" + with_default.value.sql + ")";
  }
  return sql;
}

std::string ForeignKeyClause(const ForeignKey& key) {
  // Inside one catalog; DuckDB takes no catalog name here.
  std::string sql =
      fmt::format("FOREIGN KEY {} REFERENCES {}.{}", ColumnList(key.columns),
                  QuoteIdentifier(SchemaOf(key.table)), QuoteIdentifier(key.table.name));
  if (!key.referenced_columns.empty()) sql += " " + ColumnList(key.referenced_columns);
  return sql;
}

struct Key {
  std::string kind;
  std::vector<std::string> columns;
};

std::vector<Key> Keys(const TableDescription& table) {
  std::vector<Key> keys;
  if (!table.primary_key.empty()) keys.push_back({"PRIMARY KEY", table.primary_key});
  for (const auto& columns : table.unique) {
    const Key key{"UNIQUE", columns};
    const bool twice = std::any_of(keys.begin(), keys.end(),
                                   [&](const Key& other) { return other.columns == columns; });
    if (!twice) keys.push_back(key);
  }
  return keys;
}

bool IsDefaultAction(const std::string& action) {
  // Where nothing defers a check, both mean: the statement fails.
  return action.empty() || action == "NO ACTION" || action == "RESTRICT";
}

std::string Comment(const std::shared_ptr<const arrow::KeyValueMetadata>& metadata) {
  if (metadata == nullptr) return "";
  return metadata->Get("comment").ValueOr("");
}

}  // namespace

std::string SchemaOf(const TableName& name) { return name.schema.empty() ? "main" : name.schema; }

std::string QualifiedName(const TableName& name) {
  return fmt::format("{}.{}.{}", kTargetCatalog, QuoteIdentifier(SchemaOf(name)),
                     QuoteIdentifier(name.name));
}

std::string ColumnList(const std::vector<std::string>& columns) {
  std::vector<std::string> quoted;
  std::transform(columns.begin(), columns.end(), std::back_inserter(quoted), QuoteIdentifier);
  return fmt::format("({})", fmt::join(quoted, ", "));
}

TableName SequenceOf(const TableDescription& table) {
  return {table.name.schema, SequenceName(table)};
}

arrow::Result<std::vector<std::string>> CreateStatements(const TableDescription& table,
                                                         const DdlOptions& options) {
  std::vector<std::string> statements;
  if (options.constraints && table.sequence) {
    statements.push_back(fmt::format("CREATE SEQUENCE {} START {}",
                                     QualifiedName(SequenceOf(table)), table.sequence->next_value));
  }
  std::vector<std::string> parts;
  for (const auto& field : table.schema->fields()) {
    ARROW_ASSIGN_OR_RAISE(parts.emplace_back(), ColumnDefinition(table, *field, options));
  }
  if (options.constraints) {
    if (options.keys_in_table) {
      for (const Key& key : Keys(table)) parts.push_back(key.kind + " " + ColumnList(key.columns));
    }
    for (const PortableExpression& check : table.checks) {
      parts.push_back("CHECK (" + check.sql + ")");
    }
    for (const ForeignKey& key : table.foreign_keys) {
      parts.push_back(ForeignKeyClause(key));
    }
  }
  statements.push_back(
      fmt::format("CREATE TABLE {} ({})", QualifiedName(table.name), fmt::join(parts, ", ")));
  return statements;
}

std::vector<LoadedStatement> LoadedStatements(const TableDescription& table,
                                              const DdlOptions& options) {
  std::vector<LoadedStatement> statements;
  const std::string name = QualifiedName(table.name);
  if (options.constraints && !options.keys_in_table) {
    for (const Key& key : Keys(table)) {
      const std::string what = key.kind + " " + ColumnList(key.columns);
      statements.push_back({fmt::format("ALTER TABLE {} ADD {}", name, what), what});
    }
  }
  if (options.constraints) {
    for (const Index& index : table.indexes) {
      const std::string what =
          fmt::format("{}INDEX {} ", index.unique ? "UNIQUE " : "", QuoteIdentifier(index.name));
      const std::string columns = ColumnList(index.columns);
      statements.push_back({fmt::format("CREATE {}ON {} {}", what, name, columns), what + columns});
    }
  }
  if (!table.comment.empty()) {
    statements.push_back(
        {fmt::format("COMMENT ON TABLE {} IS {}", name, QuoteLiteral(table.comment)), "comment"});
  }
  for (const auto& field : table.schema->fields()) {
    const std::string comment = Comment(field->metadata());
    if (comment.empty()) continue;
    statements.push_back({fmt::format("COMMENT ON COLUMN {}.{} IS {}", name,
                                      QuoteIdentifier(field->name()), QuoteLiteral(comment)),
                          "comment"});
  }
  return statements;
}

std::vector<std::string> NotCarried(const TableDescription& table) {
  std::vector<std::string> lines;
  for (const ForeignKey& key : table.foreign_keys) {
    for (const auto& [event, action] :
         {std::pair("DELETE", key.on_delete), std::pair("UPDATE", key.on_update)}) {
      if (IsDefaultAction(action)) continue;
      lines.push_back(fmt::format(
          "{}: FOREIGN KEY {} without its ON {} {}: DuckDB has no such actions and refuses instead",
          table.name.ToString(), ColumnList(key.columns), event, action));
    }
  }
  return lines;
}

}  // namespace quiver::duckdb
