#include "databases/sqlite/create_statements.h"

#include <algorithm>
#include <map>

#include <arrow/type.h>
#include <arrow/util/key_value_metadata.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "databases/sqlite/stored_type.h"
#include "databases/sqlite/tokenizer.h"

namespace quiver::sqlite {
namespace {

std::string LowerCase(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

std::string NameList(const std::vector<std::string>& names) {
  std::vector<std::string> quoted;
  std::ranges::transform(names, std::back_inserter(quoted), QuoteName);
  return fmt::format("({})", fmt::join(quoted, ", "));
}

/// The column whose values are the rowid, which SQLite spells INTEGER PRIMARY KEY.
std::string RowidKey(const TableDescription& table) {
  if (table.primary_key.size() != 1) return "";
  const auto field = table.schema->GetFieldByName(table.primary_key[0]);
  if (field == nullptr) return "";
  const auto stored = StoredTypeOf(*field);
  return stored.ok() && stored->form == StoredForm::kInteger ? field->name() : "";
}

bool CountsItself(const TableDescription& table) {
  return table.sequence && table.sequence->column == RowidKey(table);
}

arrow::Result<std::string> ColumnDefinition(const TableDescription& table,
                                            const arrow::Field& field, bool constraints) {
  const auto stored = StoredTypeOf(field);
  if (!stored.ok()) {
    return stored.status().WithMessage("table ", table.name.ToString(), ", column \"", field.name(),
                                       "\": ", stored.status().message());
  }
  const bool is_rowid = constraints && !field.name().empty() && field.name() == RowidKey(table);
  std::string sql = QuoteName(field.name()) + " " + (is_rowid ? "INTEGER" : stored->declared);
  if (is_rowid) sql += CountsItself(table) ? " PRIMARY KEY AUTOINCREMENT" : " PRIMARY KEY";
  if (!field.nullable()) sql += " NOT NULL";
  if (!constraints) return sql;
  for (const auto& with_default : table.defaults) {
    if (with_default.column == field.name()) sql += " DEFAULT (" + with_default.value.sql + ")";
  }
  return sql;
}

std::string ForeignKeyClause(const ForeignKey& key) {
  std::string sql =
      fmt::format("FOREIGN KEY {} REFERENCES {}", NameList(key.columns), QuoteName(key.table.name));
  if (!key.referenced_columns.empty()) sql += " " + NameList(key.referenced_columns);
  if (!key.on_delete.empty()) sql += " ON DELETE " + key.on_delete;
  if (!key.on_update.empty()) sql += " ON UPDATE " + key.on_update;
  return sql;
}

arrow::Status CheckNames(const TableDescription& table) {
  if (LowerCase(table.name.name).starts_with("sqlite_")) {
    return arrow::Status::Invalid("table ", table.name.ToString(),
                                  ": SQLite keeps names that begin with sqlite_ for itself; rename "
                                  "the table");
  }
  if (table.schema->num_fields() == 0) {
    return arrow::Status::NotImplemented("table ", table.name.ToString(),
                                         " has no columns, which SQLite does not allow");
  }
  std::map<std::string, std::string> names;
  for (const auto& field : table.schema->fields()) {
    const auto [other, is_new] = names.emplace(LowerCase(field->name()), field->name());
    if (!is_new) {
      return arrow::Status::Invalid("table ", table.name.ToString(), " has the columns \"",
                                    other->second, "\" and \"", field->name(),
                                    "\", which are one name to SQLite; rename one of them");
    }
    if (field->name().find('\0') != std::string::npos) {
      return arrow::Status::Invalid("table ", table.name.ToString(),
                                    " has a column with a zero byte in its name");
    }
  }
  return arrow::Status::OK();
}

std::string CommentOf(const arrow::Field& field) {
  return field.metadata() == nullptr ? "" : field.metadata()->Get("comment").ValueOr("");
}

}  // namespace

bool HasRowidKey(const TableDescription& table) { return !RowidKey(table).empty(); }

arrow::Result<std::string> CreateTableStatement(const TableDescription& table, bool constraints) {
  std::vector<std::string> parts;
  for (const auto& field : table.schema->fields()) {
    ARROW_ASSIGN_OR_RAISE(parts.emplace_back(), ColumnDefinition(table, *field, constraints));
  }
  if (constraints) {
    if (!table.primary_key.empty() && !HasRowidKey(table)) {
      parts.push_back("PRIMARY KEY " + NameList(table.primary_key));
    }
    for (const auto& columns : table.unique) parts.push_back("UNIQUE " + NameList(columns));
    for (const auto& check : table.checks) parts.push_back("CHECK (" + check.sql + ")");
    for (const ForeignKey& key : table.foreign_keys) parts.push_back(ForeignKeyClause(key));
  }
  return fmt::format("CREATE TABLE {} ({})", QuoteName(table.name.name), fmt::join(parts, ", "));
}

std::vector<std::string> FinishingStatements(const TableDescription& table) {
  std::vector<std::string> statements;
  for (const Index& index : table.indexes) {
    statements.push_back(fmt::format("CREATE {}INDEX {} ON {} {}", index.unique ? "UNIQUE " : "",
                                     QuoteName(index.name), QuoteName(table.name.name),
                                     NameList(index.columns)));
  }
  if (CountsItself(table)) {
    const std::string name = QuoteText(table.name.name);
    statements.push_back("DELETE FROM sqlite_sequence WHERE name = " + name);
    statements.push_back(fmt::format("INSERT INTO sqlite_sequence (name, seq) VALUES ({}, {})",
                                     name, table.sequence->next_value - 1));
  }
  return statements;
}

std::vector<std::string> NotKept(const TableDescription& table) {
  std::vector<std::string> notes;
  const std::string name = table.name.ToString();
  if (!table.comment.empty()) notes.push_back(name + ": its comment; SQLite has none");
  if (table.sequence && !CountsItself(table)) {
    notes.push_back(fmt::format("{}: the numbering of \"{}\"; SQLite numbers primary keys only",
                                name, table.sequence->column));
  }
  for (const auto& field : table.schema->fields()) {
    if (!CommentOf(*field).empty()) {
      notes.push_back(
          fmt::format("{}: the comment of \"{}\"; SQLite has none", name, field->name()));
    }
    const auto& type = PlainType(*field->type());
    if (type.id() != arrow::Type::TIMESTAMP) continue;
    const auto& zone = static_cast<const arrow::TimestampType&>(type).timezone();
    if (!zone.empty() && zone != "UTC") {
      notes.push_back(fmt::format("{}: the zone {} of \"{}\"; its moments are kept in UTC", name,
                                  zone, field->name()));
    }
  }
  return notes;
}

arrow::Status CheckTables(const std::vector<TableDescription>& tables) {
  std::map<std::string, TableName> names;
  for (const TableDescription& table : tables) {
    const auto [other, is_new] = names.emplace(LowerCase(table.name.name), table.name);
    if (!is_new) {
      return arrow::Status::Invalid("the tables ", other->second.ToString(), " and ",
                                    table.name.ToString(),
                                    " are one name to SQLite; copy one of them at a time");
    }
    ARROW_RETURN_NOT_OK(CheckNames(table));
    ARROW_RETURN_NOT_OK(CreateTableStatement(table, false).status());
  }
  return arrow::Status::OK();
}

}  // namespace quiver::sqlite
