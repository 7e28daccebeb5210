#include "databases/postgres/table_column.h"

#include "databases/postgres/packed_columns.h"

namespace quiver::postgres {

std::string SelectList(const std::vector<TableColumn>& columns) {
  std::vector<std::string> values;
  for (const TableColumn& column : columns) values.push_back(column.sql);
  return SelectColumns(values);
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
