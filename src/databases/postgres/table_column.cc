#include "databases/postgres/table_column.h"

namespace quiver::postgres {

std::string SelectList(const std::vector<TableColumn>& columns) {
  std::string list;
  for (const TableColumn& column : columns) list += (list.empty() ? "" : ", ") + column.sql;
  return list;
}

std::shared_ptr<arrow::Schema> SchemaOf(const std::vector<TableColumn>& columns) {
  arrow::FieldVector fields;
  for (const TableColumn& column : columns) {
    const bool nulls = !column.column.not_null || column.on_misfit == TableColumn::OnMisfit::kNull;
    fields.push_back(column.form.field()->WithNullable(nulls));
  }
  return arrow::schema(std::move(fields));
}

}  // namespace quiver::postgres
