#include "formats/parquet/type_check.h"

#include <memory>
#include <string>
#include <utility>

#include <arrow/array/util.h>
#include <arrow/io/memory.h>
#include <arrow/record_batch.h>
#include <fmt/format.h>

#include "formats/parquet/guarded.h"
#include "formats/parquet/parquet_file.h"
#include "formats/parquet/row_group_encoding.h"

namespace quiver::parquet_format {
namespace {

/// The types as they are after a schema without rows was written and read.
arrow::Result<std::shared_ptr<arrow::Schema>> WriteAndRead(
    const std::shared_ptr<arrow::Schema>& schema) {
  const Compression none{arrow::Compression::UNCOMPRESSED};
  ARROW_ASSIGN_OR_RAISE(const EncodedRowGroup file, EncodeSchema(schema, none));
  ARROW_ASSIGN_OR_RAISE(
      const auto back,
      ParquetFile::Open("", std::make_shared<arrow::io::BufferReader>(file.file), false));
  return back->schema;
}

/// Some types fail only once there is a value.
arrow::Status WriteANull(const std::shared_ptr<arrow::Field>& field) {
  const auto schema = arrow::schema({field->WithNullable(true)});
  ARROW_ASSIGN_OR_RAISE(auto null, arrow::MakeArrayOfNull(field->type(), 1));
  const auto batch = arrow::RecordBatch::Make(schema, 1, {std::move(null)});
  const Compression none{arrow::Compression::UNCOMPRESSED};
  return EncodeRowGroup(schema, none, {batch}).status();
}

arrow::Status CheckColumn(const std::shared_ptr<arrow::Field>& field) {
  ARROW_RETURN_NOT_OK(WriteANull(field));
  ARROW_ASSIGN_OR_RAISE(const auto back, WriteAndRead(arrow::schema({field})));
  if (back->field(0)->type()->Equals(*field->type())) return arrow::Status::OK();
  return arrow::Status::Invalid("it would come back as ", back->field(0)->type()->ToString());
}

arrow::Status CantHold(const TableDescription& table, const arrow::Field& field,
                       const arrow::Status& why) {
  return arrow::Status::NotImplemented(fmt::format(
      "table {}, column \"{}\": a Parquet file can't hold the type {} ({}); leave the column "
      "out with --columns",
      table.name.ToString(), field.name(), field.type()->ToString(), why.message()));
}

}  // namespace

arrow::Status CheckTypes(const TableDescription& table) {
  if (table.schema->num_fields() == 0) {
    return arrow::Status::NotImplemented(
        fmt::format("table {} has no columns; a Parquet file needs one", table.name.ToString()));
  }
  for (const auto& field : table.schema->fields()) {
    const arrow::Status checked = Guarded("", [&] { return CheckColumn(field); });
    if (!checked.ok()) return CantHold(table, *field, checked);
  }
  return arrow::Status::OK();
}

}  // namespace quiver::parquet_format
