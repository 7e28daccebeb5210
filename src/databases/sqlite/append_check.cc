#include "databases/sqlite/append_check.h"

#include <algorithm>
#include <string>
#include <vector>

#include <arrow/type.h>
#include <fmt/format.h>

#include "databases/sqlite/declared_table.h"
#include "databases/sqlite/stored_type.h"
#include "databases/sqlite/tokenizer.h"

namespace quiver::sqlite {
namespace {

struct Column {
  std::string name;
  std::string type;
  bool needs_value = false;
  bool generated = false;
};

arrow::Result<std::vector<Column>> ReadColumns(Connection& connection, const std::string& table) {
  ARROW_ASSIGN_OR_RAISE(auto info,
                        connection.Prepare("SELECT name, type, \"notnull\" AND dflt_value IS NULL "
                                           "AND pk = 0, hidden FROM pragma_table_xinfo(?1)"));
  ARROW_RETURN_NOT_OK(info.Bind(0, table));
  std::vector<Column> columns;
  while (true) {
    ARROW_ASSIGN_OR_RAISE(const bool has_row, info.Step());
    if (!has_row) return columns;
    columns.push_back({std::string(info.text(0)), std::string(info.text(1)), info.integer(2) != 0,
                       info.integer(3) != 0});
  }
}

/// Whether SQLite leaves values of this form alone in a column of this affinity, and a reader finds
/// values of one kind there.
bool Fits(StoredForm form, Affinity affinity) {
  switch (form) {
    case StoredForm::kNull:
      return true;
    case StoredForm::kBool:
    case StoredForm::kInteger:
      return affinity == Affinity::kInteger || affinity == Affinity::kNumeric;
    case StoredForm::kReal:
      return affinity == Affinity::kReal;
    case StoredForm::kBlob:
      return affinity == Affinity::kBlob;
    case StoredForm::kDate:
    case StoredForm::kTime:
    case StoredForm::kTimestamp:
      return affinity == Affinity::kText || affinity == Affinity::kNumeric;
    case StoredForm::kText:
    case StoredForm::kDecimal:
    case StoredForm::kUuid:
      break;
  }
  return affinity == Affinity::kText;
}

}  // namespace

arrow::Status CheckAppend(Connection& connection, const TableDescription& table) {
  ARROW_ASSIGN_OR_RAISE(auto columns, ReadColumns(connection, table.name.name));
  const auto invalid = [&](const std::string& column, const std::string& what) {
    return arrow::Status::Invalid("can't append to table ", table.name.ToString(), ": column \"",
                                  column, "\" ", what);
  };
  for (const auto& field : table.schema->fields()) {
    const auto found = std::ranges::find_if(
        columns, [&](const Column& column) { return SameName(column.name, field->name()); });
    if (found == columns.end()) return invalid(field->name(), "does not exist there");
    if (found->generated) return invalid(field->name(), "is computed there");
    ARROW_ASSIGN_OR_RAISE(const StoredType stored, StoredTypeOf(*field));
    if (!Fits(stored.form, AffinityOf(found->type, /*strict=*/false))) {
      return invalid(field->name(), fmt::format("is declared {} there and would be {} here",
                                                found->type, stored.declared));
    }
    columns.erase(found);
  }
  for (const Column& column : columns) {
    if (column.needs_value && !column.generated) {
      return invalid(column.name, "is NOT NULL there, without a default, and has no values here");
    }
  }
  return arrow::Status::OK();
}

}  // namespace quiver::sqlite
