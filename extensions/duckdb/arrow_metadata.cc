#include "arrow_metadata.h"

#include <string>
#include <vector>

#include <arrow/array/util.h>
#include <arrow/builder.h>
#include <arrow/extension_type.h>
#include <arrow/table_builder.h>
#include <arrow/util/key_value_metadata.h>

#include "arrow_result.h"
#include "file_list.h"
#include "formats/ipc/ipc_source.h"
#include "guarded_mapping.h"
#include "host_file.h"
#include "quiver/value_text.h"
#include "rows_function.h"

namespace quiver::duckdb_extension {
namespace {

using arrow::field;
using arrow::int64;
using arrow::utf8;

// Rows of a schema, a value at a time.
class RowsBuilder {
 public:
  explicit RowsBuilder(std::shared_ptr<arrow::Schema> schema) {
    builder_ =
        ValueOf(arrow::RecordBatchBuilder::Make(std::move(schema), arrow::default_memory_pool()));
  }

  void Text(int column, const std::string& value) {
    Check(builder_->GetFieldAs<arrow::StringBuilder>(column)->Append(value));
  }
  void Bytes(int column, const std::string& value) {
    Check(builder_->GetFieldAs<arrow::BinaryBuilder>(column)->Append(value));
  }
  void Bool(int column, bool value) {
    Check(builder_->GetFieldAs<arrow::BooleanBuilder>(column)->Append(value));
  }
  // NULL where the number is -1: not known.
  void Number(int column, int64_t value) {
    auto* numbers = builder_->GetFieldAs<arrow::Int64Builder>(column);
    Check(value < 0 ? numbers->AppendNull() : numbers->Append(value));
  }
  template <typename Builder>
  Builder* Get(int column) {
    return builder_->GetFieldAs<Builder>(column);
  }
  std::shared_ptr<arrow::RecordBatch> Finish() { return ValueOf(builder_->Flush()); }

 private:
  std::unique_ptr<arrow::RecordBatchBuilder> builder_;
};

void AddSchema(const std::string& path, const FileLayout& file, RowsBuilder* rows) {
  int64_t number = 0;
  for (const auto& column : file.schema->fields()) {
    rows->Text(0, path);
    rows->Number(1, number++);
    rows->Text(2, column->name());
    rows->Text(3, column->type()->ToString());
    rows->Bool(4, column->nullable());
  }
}

void AddBound(const std::shared_ptr<arrow::Scalar>& bound, arrow::StringBuilder* texts) {
  if (bound == nullptr || !bound->is_valid) return Check(texts->AppendNull());
  Check(texts->Append(ValueText(*ValueOf(arrow::MakeArrayFromScalar(*bound, 1)), 0)));
}

void AddStatistics(const GroupLayout& batch, arrow::ListBuilder* lists) {
  auto* columns = static_cast<arrow::StructBuilder*>(lists->value_builder());
  auto* nulls = static_cast<arrow::Int64Builder*>(columns->field_builder(1));
  Check(lists->Append());
  for (const ColumnLayout& column : batch.columns) {
    Check(columns->Append());
    Check(static_cast<arrow::StringBuilder*>(columns->field_builder(0))->Append(column.path));
    const int64_t null_count = column.statistics.null_count;
    Check(null_count < 0 ? nulls->AppendNull() : nulls->Append(null_count));
    AddBound(column.statistics.min, static_cast<arrow::StringBuilder*>(columns->field_builder(2)));
    AddBound(column.statistics.max, static_cast<arrow::StringBuilder*>(columns->field_builder(3)));
  }
}

void AddBatches(const std::string& path, const FileLayout& file, RowsBuilder* rows) {
  int64_t number = 0;
  for (const GroupLayout& batch : file.groups) {
    rows->Text(0, path);
    rows->Number(1, number++);
    rows->Number(2, batch.offset);
    rows->Number(3, batch.rows);
    rows->Number(4, batch.metadata_bytes);
    rows->Number(5, batch.body_bytes);
    rows->Text(6, batch.columns.empty() ? "none" : batch.columns.front().codec);
    AddStatistics(batch, rows->Get<arrow::ListBuilder>(7));
  }
}

void AddMetadata(const std::string& path, const std::string& part,
                 const std::shared_ptr<const arrow::KeyValueMetadata>& metadata,
                 RowsBuilder* rows) {
  if (metadata == nullptr) return;
  for (int64_t i = 0; i < metadata->size(); ++i) {
    rows->Text(0, path);
    rows->Text(1, part);
    rows->Bytes(2, metadata->key(i));
    rows->Bytes(3, metadata->value(i));
  }
}

// What a file says of a column, also where Arrow knows the extension type and has taken its name
// out of the field's metadata.
std::shared_ptr<const arrow::KeyValueMetadata> MetadataOf(const arrow::Field& column) {
  if (column.type()->id() != arrow::Type::EXTENSION) return column.metadata();
  const auto& type = static_cast<const arrow::ExtensionType&>(*column.type());
  auto metadata = std::make_shared<arrow::KeyValueMetadata>();
  metadata->Append("ARROW:extension:metadata", type.Serialize());
  metadata->Append("ARROW:extension:name", type.extension_name());
  return column.metadata() == nullptr ? metadata : metadata->Merge(*column.metadata());
}

void AddAllMetadata(const std::string& path, const FileLayout& file, RowsBuilder* rows) {
  AddMetadata(path, "schema", file.schema->metadata(), rows);
  AddMetadata(path, "file", file.metadata, rows);
  for (const auto& column : file.schema->fields()) {
    AddMetadata(path, "column " + column->name(), MetadataOf(*column), rows);
  }
}

std::shared_ptr<arrow::Schema> SchemaRows() {
  return arrow::schema({field("file_name", utf8()), field("column_id", int64()),
                        field("name", utf8()), field("type", utf8()),
                        field("nullable", arrow::boolean())});
}

std::shared_ptr<arrow::Schema> BatchRows() {
  const auto statistics = arrow::struct_({field("column", utf8()), field("null_count", int64()),
                                          field("min", utf8()), field("max", utf8())});
  return arrow::schema({field("file_name", utf8()), field("batch_id", int64()),
                        field("file_offset", int64()), field("num_rows", int64()),
                        field("metadata_bytes", int64()), field("body_bytes", int64()),
                        field("compression", utf8()), field("statistics", list(statistics))});
}

std::shared_ptr<arrow::Schema> MetadataRows() {
  return arrow::schema({field("file_name", utf8()), field("part", utf8()),
                        field("key", arrow::binary()), field("value", arrow::binary())});
}

FileLayout Inspect(const std::string& path, duckdb_v2_context_handle context,
                   duckdb_v2_error_info_handle* err) {
  if (IsHostPath(path, context, err)) {
    return ValueOf(InspectIpc(path, OpenHostFile(path, context, err)));
  }
  const auto mapping = ValueOf(GuardedMapping::Open(path));
  auto layout = InspectIpc(path, mapping->input());
  Check(mapping->CheckWhole());
  return ValueOf(std::move(layout));
}

using AddRows = void (*)(const std::string& path, const FileLayout& file, RowsBuilder* rows);

void RegisterOne(duckdb_v2_extension_handle extension, duckdb_v2_context_handle context,
                 const char* name, const std::shared_ptr<arrow::Schema>& schema, AddRows add_rows,
                 duckdb_v2_error_info_handle* err) {
  TableFunction function(extension, context, name, err);
  function.AddPositional("files", DUCKDB_V2_LOGICAL_TYPE_ID_ANY);
  const auto make_rows = [schema, add_rows](const Arguments& arguments,
                                            duckdb_v2_context_handle client,
                                            duckdb_v2_error_info_handle* report) {
    RowsBuilder rows(schema);
    for (const std::string& path : FileList(arguments, client, report)) {
      add_rows(path, Inspect(path, client, report), &rows);
    }
    return rows.Finish();
  };
  GiveRows(&function, make_rows, err);
  function.Register();
}

}  // namespace

void RegisterArrowMetadata(duckdb_v2_extension_handle extension, duckdb_v2_context_handle context,
                           duckdb_v2_error_info_handle* err) {
  RegisterOne(extension, context, "arrow_schema", SchemaRows(), AddSchema, err);
  RegisterOne(extension, context, "arrow_batches", BatchRows(), AddBatches, err);
  RegisterOne(extension, context, "arrow_kv_metadata", MetadataRows(), AddAllMetadata, err);
}

}  // namespace quiver::duckdb_extension
