#include "databases/sqlite/row_writer.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sqlite3.h>

#include "databases/sqlite/tokenizer.h"
#include "databases/sqlite/value_binder.h"

namespace quiver::sqlite {
namespace {

constexpr int64_t kRowsBetweenPolls = 4'096;

std::string InsertStatement(const TableDescription& table) {
  std::vector<std::string> names;
  for (const auto& field : table.schema->fields()) names.push_back(QuoteName(field->name()));
  const std::vector<std::string> parameters(names.size(), "?");
  return fmt::format("INSERT INTO {} ({}) VALUES ({})", QuoteName(table.name.name),
                     fmt::join(names, ", "), fmt::join(parameters, ", "));
}

/// The place of the rowid's alias in the schema, by the table that is there.
arrow::Result<int> FindRowidColumn(Connection& connection, const TableDescription& table) {
  ARROW_ASSIGN_OR_RAISE(auto info, connection.Prepare("SELECT name, type, (SELECT count(*) FROM "
                                                      "pragma_table_info(?1) WHERE pk > 0) FROM "
                                                      "pragma_table_info(?1) WHERE pk = 1"));
  ARROW_RETURN_NOT_OK(info.Bind(0, table.name.name));
  ARROW_ASSIGN_OR_RAISE(const bool has_key, info.Step());
  if (!has_key || info.integer(2) != 1 || !SameName(info.text(1), "INTEGER")) return -1;
  for (int i = 0; i < table.schema->num_fields(); ++i) {
    if (SameName(table.schema->field(i)->name(), info.text(0))) return i;
  }
  return -1;
}

}  // namespace

RowWriter::RowWriter(Connection& connection, const TableDescription& table, Statement insert,
                     arrow::StopToken stop)
    : connection_(&connection),
      table_(&table),
      insert_(std::move(insert)),
      stop_(std::move(stop)) {}

arrow::Result<RowWriter> RowWriter::Open(Connection& connection, const TableDescription& table,
                                         arrow::StopToken stop) {
  ARROW_ASSIGN_OR_RAISE(auto insert, connection.Prepare(InsertStatement(table)));
  RowWriter writer(connection, table, std::move(insert), std::move(stop));
  for (const auto& field : table.schema->fields()) {
    ARROW_ASSIGN_OR_RAISE(const StoredType stored, StoredTypeOf(*field));
    writer.forms_.push_back(stored.form);
  }
  ARROW_ASSIGN_OR_RAISE(writer.rowid_column_, FindRowidColumn(connection, table));
  return writer;
}

arrow::Status RowWriter::InsertError(int code) const {
  if ((code & 0xff) != SQLITE_CONSTRAINT && (code & 0xff) != SQLITE_MISMATCH) {
    return connection_->ToStatus(code);
  }
  return arrow::Status::Invalid(fmt::format("table {}, row {}: {}", table_->name.ToString(), row_,
                                            sqlite3_errmsg(connection_->handle())));
}

arrow::Status RowWriter::WriteRow(const std::vector<std::unique_ptr<ValueBinder>>& columns,
                                  int64_t row) {
  sqlite3_stmt* insert = insert_.handle();
  for (size_t i = 0; i < columns.size(); ++i) {
    const arrow::Status bound = columns[i]->Bind(insert, static_cast<int>(i) + 1, row);
    if (!bound.ok()) {
      return bound.WithMessage(
          fmt::format("table {}, column \"{}\", row {}: {}", table_->name.ToString(),
                      table_->schema->field(static_cast<int>(i))->name(), row_, bound.message()));
    }
  }
  const int code = sqlite3_step(insert);
  sqlite3_reset(insert);
  if (code != SQLITE_DONE) return InsertError(code);
  first_rowid_ = std::min<int64_t>(first_rowid_, sqlite3_last_insert_rowid(connection_->handle()));
  ++row_;
  return arrow::Status::OK();
}

arrow::Status RowWriter::Write(const arrow::RecordBatch& batch) {
  if (rowid_column_ >= 0 && batch.column(rowid_column_)->null_count() > 0) {
    return arrow::Status::Invalid(fmt::format(
        "table {}, column \"{}\": there are NULLs, for which SQLite would choose numbers "
        "(it is an INTEGER PRIMARY KEY)",
        table_->name.ToString(), table_->schema->field(rowid_column_)->name()));
  }
  std::vector<std::unique_ptr<ValueBinder>> columns;
  for (int i = 0; i < batch.num_columns(); ++i) {
    ARROW_ASSIGN_OR_RAISE(columns.emplace_back(), MakeBinder(forms_[i], batch.column(i)));
  }
  for (int64_t row = 0; row < batch.num_rows(); ++row) {
    if (row % kRowsBetweenPolls == 0) ARROW_RETURN_NOT_OK(stop_.Poll());
    ARROW_RETURN_NOT_OK(WriteRow(columns, row));
  }
  return arrow::Status::OK();
}

}  // namespace quiver::sqlite
