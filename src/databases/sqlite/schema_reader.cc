#include "databases/sqlite/schema_reader.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>

#include "databases/sqlite/constraint_reader.h"
#include "databases/sqlite/default_value.h"
#include "databases/sqlite/portable_expression.h"
#include "databases/sqlite/tokenizer.h"

namespace quiver::sqlite {

namespace {

using arrow::Result;
using arrow::Status;

/// A table as sqlite_schema and PRAGMA table_list show it.
struct TableEntry {
  std::string name;
  uint32_t root_page = 0;
  std::string sql;
  std::string kind = "";  // "table", "view", "virtual", "shadow"
  bool without_rowid = false;
  bool strict = false;
};

bool IsInternal(const TableEntry& entry) {
  return entry.kind == "shadow" || SameName(std::string_view(entry.name).substr(0, 7), "sqlite_");
}

DeclaredTable::Kind KindOf(const TableEntry& entry) {
  if (entry.kind == "view") return DeclaredTable::Kind::kView;
  if (entry.kind == "virtual") return DeclaredTable::Kind::kVirtual;
  return entry.without_rowid ? DeclaredTable::Kind::kWithoutRowid : DeclaredTable::Kind::kRowid;
}

Result<std::vector<TableEntry>> ListTables(Connection& connection) {
  std::vector<TableEntry> entries;
  std::unordered_map<std::string, size_t> by_name;
  ARROW_ASSIGN_OR_RAISE(auto schema,
                        connection.Prepare("SELECT name, rootpage, sql FROM main.sqlite_schema"
                                           " WHERE type IN ('table', 'view') ORDER BY rowid"));
  while (true) {
    ARROW_ASSIGN_OR_RAISE(const bool found, schema.Step());
    if (!found) break;
    by_name[std::string(schema.text(0))] = entries.size();
    entries.push_back({std::string(schema.text(0)), static_cast<uint32_t>(schema.integer(1)),
                       std::string(schema.text(2))});
  }
  ARROW_ASSIGN_OR_RAISE(auto list, connection.Prepare("SELECT name, type, wr, strict"
                                                      " FROM pragma_table_list"
                                                      " WHERE schema = 'main'"));
  while (true) {
    ARROW_ASSIGN_OR_RAISE(const bool found, list.Step());
    if (!found) break;
    const auto entry = by_name.find(std::string(list.text(0)));
    if (entry == by_name.end()) continue;
    entries[entry->second].kind = list.text(1);
    entries[entry->second].without_rowid = list.integer(2) != 0;
    entries[entry->second].strict = list.integer(3) != 0;
  }
  std::erase_if(entries, IsInternal);
  return entries;
}

/// Reads the tables one after the other, with statements that are prepared once.
class Reader {
 public:
  static Result<Reader> Make(Connection& connection) {
    ARROW_ASSIGN_OR_RAISE(
        auto columns, connection.Prepare("SELECT name, type, \"notnull\", dflt_value, pk, hidden"
                                         " FROM pragma_table_xinfo(?1, 'main') ORDER BY cid"));
    ARROW_ASSIGN_OR_RAISE(
        auto storage,
        connection.Prepare("SELECT name FROM pragma_index_xinfo((SELECT name"
                           " FROM pragma_index_list(?1, 'main') WHERE origin = 'pk'), 'main')"
                           " ORDER BY seqno"));
    ARROW_ASSIGN_OR_RAISE(auto constraints, ConstraintReader::Make(connection));
    return Reader(connection, std::move(columns), std::move(storage), std::move(constraints));
  }

  Result<DeclaredTable> Read(const TableEntry& entry) {
    DeclaredTable table;
    table.name = entry.name;
    table.kind = KindOf(entry);
    table.root_page = entry.root_page;
    table.strict = entry.strict;
    table.description.name.name = entry.name;
    const bool computed =
        table.kind == DeclaredTable::Kind::kView || table.kind == DeclaredTable::Kind::kVirtual;
    const Status status = ReadColumns(&table);
    if (computed && (!status.ok() || table.columns.empty())) {
      table.columns.clear();
      table.unreadable = status.ok() ? "it has no columns" : status.message();
      return table;
    }
    ARROW_RETURN_NOT_OK(status);
    if (!computed) ARROW_RETURN_NOT_OK(ReadStorage(&table));
    ARROW_RETURN_NOT_OK(constraints_.Read(entry.sql, &table));
    DescribeKind(entry, &table);
    return table;
  }

 private:
  Reader(Connection& connection, Statement columns, Statement storage, ConstraintReader constraints)
      : connection_(&connection),
        columns_(std::move(columns)),
        storage_(std::move(storage)),
        constraints_(std::move(constraints)) {}

  Status ReadColumns(DeclaredTable* table) {
    enum Hidden { kVisible = 0, kHidden = 1, kGeneratedVirtual = 2 };
    std::map<int64_t, std::string> primary_key;
    columns_.Reset();
    ARROW_RETURN_NOT_OK(columns_.Bind(0, table->name));
    while (true) {
      ARROW_ASSIGN_OR_RAISE(const bool found, columns_.Step());
      if (!found) break;
      if (columns_.integer(5) == kHidden) continue;
      DeclaredColumn column;
      column.name = columns_.text(0);
      column.declared_type = columns_.text(1);
      column.affinity = AffinityOf(column.declared_type, table->strict);
      column.not_null = columns_.integer(2) != 0;
      column.generated_virtual = columns_.integer(5) == kGeneratedVirtual;
      if (!columns_.is_null(3)) {
        ARROW_RETURN_NOT_OK(ReadDefault(std::string(columns_.text(3)), &column, table));
      }
      if (columns_.integer(4) > 0) primary_key[columns_.integer(4)] = column.name;
      table->columns.push_back(std::move(column));
    }
    for (auto& [position, name] : primary_key) {
      table->description.primary_key.push_back(std::move(name));
    }
    return Status::OK();
  }

  Status ReadDefault(const std::string& expression, DeclaredColumn* column, DeclaredTable* table) {
    ARROW_ASSIGN_OR_RAISE(auto value, defaults_->Evaluate(expression, column->affinity));
    if (value) {
      column->missing_value = *value;
      if (value->storage_class == DeclaredColumn::Value::Class::kNull) return Status::OK();
      if (auto literal = PortableLiteral(*value)) {
        table->description.defaults.push_back({column->name, std::move(*literal)});
        return Status::OK();
      }
    }
    table->description.not_carried.push_back(
        fmt::format("DEFAULT {} of column {}: it may mean something else outside of SQLite",
                    expression, column->name));
    return Status::OK();
  }

  /// Where the columns stand in a record, and what else only the parsed table knows of them.
  Status ReadStorage(DeclaredTable* table) {
    storage_.Reset();
    ARROW_RETURN_NOT_OK(storage_.Bind(0, table->name));
    std::vector<std::string> key_index;  // every column, where the key is the table
    while (true) {
      ARROW_ASSIGN_OR_RAISE(const bool found, storage_.Step());
      if (!found) break;
      key_index.emplace_back(storage_.text(0));
    }
    for (DeclaredColumn& column : table->columns) {
      if (column.generated_virtual) continue;
      column.record_index = table->record_columns++;
      if (table->kind == DeclaredTable::Kind::kWithoutRowid) {
        const auto stored = std::ranges::find(key_index, column.name);
        if (stored == key_index.end()) {
          return Status::Invalid(connection_->path(), ": no place for column ", column.name,
                                 " in table ", table->name);
        }
        column.record_index = static_cast<int>(stored - key_index.begin());
      }
    }
    // A key without an index of its own is the rowid. INTEGER PRIMARY KEY DESC has one.
    const std::vector<std::string>& key = table->description.primary_key;
    if (table->kind == DeclaredTable::Kind::kRowid && key.size() == 1 && key_index.empty()) {
      const auto alias = std::ranges::find(table->columns, key.front(), &DeclaredColumn::name);
      alias->is_rowid_alias = true;
      alias->record_index = -1;
      alias->not_null = true;
    }
    return ReadColumnDetails(table);
  }

  Status ReadColumnDetails(DeclaredTable* table) {
    for (DeclaredColumn& column : table->columns) {
      const char* collation = nullptr;
      int autoincrement = 0;
      ARROW_RETURN_NOT_OK(connection_->ToStatus(sqlite3_table_column_metadata(
          connection_->handle(), "main", table->name.c_str(), column.name.c_str(), nullptr,
          &collation, nullptr, nullptr, &autoincrement)));
      if (collation != nullptr && !SameName(collation, "BINARY")) {
        column.binary_collation = false;
        table->description.not_carried.push_back(
            fmt::format("COLLATE {} of column {}", collation, column.name));
      }
      if (autoincrement) ARROW_RETURN_NOT_OK(constraints_.ReadSequence(column.name, table));
    }
    return Status::OK();
  }

  static void DescribeKind(const TableEntry& entry, DeclaredTable* table) {
    std::vector<std::string>& lines = table->description.not_carried;
    if (table->kind == DeclaredTable::Kind::kView) {
      lines.push_back("it is a view; its rows are carried as a table");
    } else if (table->kind == DeclaredTable::Kind::kVirtual) {
      lines.push_back(fmt::format("it is a virtual table ({}); its rows are carried as a table",
                                  ModuleOf(entry.sql)));
    }
  }

  /// CREATE VIRTUAL TABLE name USING module(...)
  static std::string ModuleOf(std::string_view sql) {
    const auto tokens = Tokenize(sql);
    const auto module =
        std::ranges::find_if(tokens, [](const Token& token) { return token.IsKeyword("USING"); });
    return module == tokens.end() || module + 1 == tokens.end() ? "?" : (module + 1)->value;
  }

  Connection* connection_;
  Statement columns_;
  Statement storage_;
  ConstraintReader constraints_;
  std::unique_ptr<DefaultEvaluator> defaults_ = std::make_unique<DefaultEvaluator>();
};

}  // namespace

Result<std::vector<DeclaredTable>> ReadSchema(Connection& connection) {
  ARROW_ASSIGN_OR_RAISE(const auto entries, ListTables(connection));
  ARROW_ASSIGN_OR_RAISE(auto reader, Reader::Make(connection));
  std::vector<DeclaredTable> tables;
  tables.reserve(entries.size());
  for (const TableEntry& entry : entries) {
    ARROW_ASSIGN_OR_RAISE(auto table, reader.Read(entry));
    tables.push_back(std::move(table));
  }
  ResolveForeignKeys(&tables);
  return tables;
}

}  // namespace quiver::sqlite
