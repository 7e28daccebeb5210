#include "databases/sqlite/api_counted_table.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <sqlite3.h>

#include "databases/sqlite/block_census.h"
#include "databases/sqlite/statement_rows.h"

namespace quiver::sqlite {
namespace {

std::string Quoted(std::string_view name) {
  std::string quoted = "\"";
  for (char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

// The name by which the rowid can be selected; empty when columns have taken all three.
std::string RowIdName(const DeclaredTable& table) {
  if (table.kind != DeclaredTable::Kind::kRowid) return "";
  for (const char* name : {"rowid", "_rowid_", "oid"}) {
    const bool taken = std::ranges::any_of(table.columns, [&](const DeclaredColumn& column) {
      return sqlite3_stricmp(column.name.c_str(), name) == 0;
    });
    if (!taken) return name;
  }
  return "";
}

std::string SelectAll(const DeclaredTable& table, const std::string& row_id) {
  std::string sql = "SELECT " + row_id;
  for (const DeclaredColumn& column : table.columns) {
    if (sql.back() != ' ') sql += ", ";
    sql += Quoted(column.name);
  }
  sql += " FROM " + Quoted(table.name);
  // In the order of the b-tree, not in that of an index that happens to hold all columns.
  if (table.kind == DeclaredTable::Kind::kRowid) return sql + " NOT INDEXED";
  if (table.kind != DeclaredTable::Kind::kWithoutRowid) return sql;
  std::string key;
  for (const std::string& column : table.description.primary_key) {
    key += (key.empty() ? " ORDER BY " : ", ") + Quoted(column);
  }
  return sql + key;
}

arrow::Status CheckQuery(const Statement& statement, const std::string& sql) {
  sqlite3_stmt* const handle = statement.handle();
  const std::string_view first = sqlite3_sql(handle);
  const bool alone =
      sql.find_first_not_of(" \t\r\n;", std::min(first.size(), sql.size())) == std::string::npos;
  if (!alone) return arrow::Status::Invalid("a query must be one statement: ", sql);
  if (sqlite3_column_count(handle) == 0 || sqlite3_stmt_readonly(handle) == 0) {
    return arrow::Status::Invalid("not a query that gives rows and changes nothing: ", sql);
  }
  return arrow::Status::OK();
}

}  // namespace

ApiCountedTable::ApiCountedTable(Snapshot& snapshot, DeclaredTable declared)
    : snapshot_(snapshot), declared_(std::move(declared)) {}

arrow::Result<std::unique_ptr<ApiCountedTable>> ApiCountedTable::Open(
    Snapshot& snapshot, const DeclaredTable& declared, const arrow::StopToken& stop) {
  if (!declared.unreadable.empty()) {
    return arrow::Status::Invalid("SQLite can't read it: ", declared.unreadable);
  }
  std::unique_ptr<ApiCountedTable> table(new ApiCountedTable(snapshot, declared));
  const std::string row_id = RowIdName(declared);
  table->has_row_id_ = !row_id.empty();
  table->sql_ = SelectAll(declared, row_id);
  ARROW_RETURN_NOT_OK(table->Count(stop));
  return table;
}

arrow::Result<std::unique_ptr<ApiCountedTable>> ApiCountedTable::OpenQuery(
    Snapshot& snapshot, const std::string& sql, const TableName& name,
    const arrow::StopToken& stop) {
  DeclaredTable declared;
  declared.kind = DeclaredTable::Kind::kView;
  declared.name = name.name;
  declared.description.name = name;
  {
    std::lock_guard lock(snapshot.mutex());
    ARROW_ASSIGN_OR_RAISE(Statement statement, snapshot.connection().Prepare(sql));
    ARROW_RETURN_NOT_OK(CheckQuery(statement, sql));
    for (int i = 0; i < statement.num_columns(); ++i) {
      DeclaredColumn column;
      column.name = sqlite3_column_name(statement.handle(), i);
      const char* declared_type = sqlite3_column_decltype(statement.handle(), i);
      column.declared_type = declared_type == nullptr ? "" : declared_type;
      column.affinity = AffinityOf(column.declared_type, /*strict=*/false);
      declared.columns.push_back(std::move(column));
    }
  }
  std::unique_ptr<ApiCountedTable> table(new ApiCountedTable(snapshot, std::move(declared)));
  table->sql_ = sql;
  ARROW_RETURN_NOT_OK(table->Count(stop));
  return table;
}

arrow::Result<std::unique_ptr<BlockSource>> ApiCountedTable::Open(int64_t) const {
  return StatementRows::Open(snapshot_, sql_, has_row_id_);
}

std::vector<int> ApiCountedTable::block_columns() const {
  std::vector<int> columns(declared_.columns.size());
  for (size_t i = 0; i < columns.size(); ++i) columns[i] = static_cast<int>(i);
  return columns;
}

TextEncoding ApiCountedTable::encoding() const { return StatementRows::EncodingOf(snapshot_); }

arrow::Status ApiCountedTable::Count(const arrow::StopToken& stop) {
  BlockCensus census(declared_, block_columns(), encoding());
  ARROW_ASSIGN_OR_RAISE(std::unique_ptr<BlockSource> rows, Open(0));
  CellBlock block(block_width());
  block.byte_limit = int64_t{1} << 20;
  do {
    ARROW_RETURN_NOT_OK(stop.Poll());
    ARROW_RETURN_NOT_OK(rows->Fill(&block));
    ARROW_RETURN_NOT_OK(census.Add(block));
    num_rows_ += block.rows;
  } while (block.rows > 0);
  census_ = census.Take();
  return arrow::Status::OK();
}

}  // namespace quiver::sqlite
