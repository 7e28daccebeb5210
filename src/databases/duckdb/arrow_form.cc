#include "databases/duckdb/arrow_form.h"

#include <utility>

#include <arrow/array.h>
#include <arrow/c/bridge.h>

#include "databases/duckdb/boolean_form.h"

namespace quiver::duckdb {
namespace {

/// Takes ownership of the error; OK when there is none.
arrow::Status TakeError(duckdb_error_data error) {
  if (error == nullptr) return arrow::Status::OK();
  arrow::Status status;
  if (duckdb_error_data_has_error(error)) {
    status = ErrorStatus(duckdb_error_data_error_type(error), duckdb_error_data_message(error));
  }
  duckdb_destroy_error_data(&error);
  return status;
}

/// DuckDB's Arrow schema of one column.
arrow::Result<std::shared_ptr<arrow::Field>> ColumnField(duckdb_arrow_options options,
                                                         duckdb_result* result, idx_t column) {
  duckdb_logical_type type = duckdb_column_logical_type(result, column);
  const char* name = duckdb_column_name(result, column);
  ArrowSchema c_schema = {};
  const arrow::Status converted =
      TakeError(duckdb_to_arrow_schema(options, &type, &name, 1, &c_schema));
  duckdb_destroy_logical_type(&type);
  ARROW_RETURN_NOT_OK(converted);
  ARROW_ASSIGN_OR_RAISE(const auto schema, arrow::ImportSchema(&c_schema));
  return schema->field(0);
}

}  // namespace

arrow::Status MakeConversionExact(Connection* connection) {
  return connection
      ->Execute(
          "SET arrow_lossless_conversion = true; SET arrow_large_buffer_size = false; "
          "SET TimeZone = 'UTC'")
      .status();
}

arrow::Result<std::unique_ptr<ArrowForm>> ArrowForm::Make(Connection* connection,
                                                          duckdb_result* result,
                                                          const std::string& table) {
  std::unique_ptr<ArrowForm> form(new ArrowForm());
  form->table_ = table;
  form->options_ = connection->arrow_options();
  arrow::FieldVector given;
  arrow::FieldVector fields;
  for (idx_t i = 0; i < duckdb_column_count(result); ++i) {
    auto field = ColumnField(form->options_, result, i);
    if (!field.ok()) {
      return arrow::Status::NotImplemented("table ", table, ", column \"",
                                           duckdb_column_name(result, i),
                                           "\": ", field.status().message());
    }
    given.push_back(*field);
    fields.push_back(WithBooleans(*field));
  }
  form->duckdb_schema_ = arrow::schema(std::move(given));
  form->schema_ = arrow::schema(std::move(fields));
  return form;
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> ArrowForm::Convert(
    duckdb_data_chunk chunk) const {
  ArrowArray c_array = {};
  const arrow::Status converted = TakeError(duckdb_data_chunk_to_arrow(options_, chunk, &c_array));
  if (!converted.ok()) return converted.WithMessage("table ", table_, ": ", converted.message());
  ARROW_ASSIGN_OR_RAISE(const auto given, arrow::ImportRecordBatch(&c_array, duckdb_schema_));
  arrow::ArrayVector columns;
  for (int i = 0; i < given->num_columns(); ++i) {
    ARROW_ASSIGN_OR_RAISE(auto column,
                          WithBooleans(given->column_data(i), schema_->field(i)->type()));
    columns.push_back(arrow::MakeArray(std::move(column)));
  }
  return arrow::RecordBatch::Make(schema_, given->num_rows(), std::move(columns));
}

}  // namespace quiver::duckdb
