#include "copy_to.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "arrow_result.h"
#include "batch_builder.h"
#include "copy_options.h"
#include "formats/ipc/ipc_file_format.h"
#include "growing_dictionary.h"
#include "output_file.h"

namespace quiver::duckdb_extension {
namespace {

/// What a statement's bind finds out.
struct BoundCopy {
  TableType table;
  CopyOptions options;
  TableDescription description;
  const TableFileFormat* format = nullptr;
};

/// One file.
struct FileCopy {
  /// Those of the statement, with dictionaries of this file.
  std::vector<ColumnType> columns;
  std::unique_ptr<OutputFile> file;
  std::unique_ptr<TableFileWriter> writer;
  int64_t rows = 0;
  int64_t bytes = 0;
};

/// What becomes of one batch of DuckDB's.
struct EncodedBatch {
  std::vector<std::unique_ptr<TableFileWriter::Encoded>> parts;
  int64_t rows = 0;
};

std::string String(const duckdb_v2_str& text) { return std::string(text.ptr, text.len); }

void Bind(duckdb_v2_copy_to_bind_info_handle info, duckdb_v2_context_handle context,
          duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    auto bound = std::make_unique<BoundCopy>();
    void* format = nullptr;
    Call(err, duckdb_v2_copy_to_bind_get_user_data, info, &format);
    bound->format = static_cast<const TableFileFormat*>(format);
    idx_t columns = 0;
    Call(err, duckdb_v2_copy_to_bind_get_column_count, info, &columns);
    for (idx_t i = 0; i < columns; ++i) {
      duckdb_v2_identifier_t name;
      Call(err, duckdb_v2_copy_to_bind_get_column_name, info, i, &name);
      duckdb_v2_logical_type_handle type;
      Call(err, duckdb_v2_copy_to_bind_get_column_type, info, i, &type);
      bound->table.Add(String(name), type, context, err);
    }
    bound->options = ReadCopyOptions(info, bound->table, context, err);
    for (const size_t column : bound->options.dictionary_columns) {
      auto& field = bound->table.columns()[column].field;
      field = field->WithType(arrow::dictionary(arrow::int32(), field->type()));
    }
    bound->description.schema = bound->table.ArrowSchema()->WithMetadata(bound->options.metadata);
    Check(bound->format->check(bound->description, bound->options.sink));
    auto data = GiveToDuckDb(std::move(bound));
    Call(err, duckdb_v2_copy_to_bind_set_bind_data, info, &data);
  });
}

void BatchSize(duckdb_v2_copy_to_batch_size_info_handle info, duckdb_v2_context_handle,
               duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    constexpr idx_t kUsualRows = 122880;  // of a row group, of DuckDB's tables too
    Call(err, duckdb_v2_copy_to_batch_size_set_target, info, kUsualRows);
  });
}

void Init(duckdb_v2_copy_to_init_info_handle info, duckdb_v2_context_handle context,
          duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    void* data = nullptr;
    Call(err, duckdb_v2_copy_to_init_get_bind_data, info, &data);
    const auto& bound = *static_cast<BoundCopy*>(data);
    duckdb_v2_str path;
    Call(err, duckdb_v2_copy_to_init_get_file_path, info, &path);
    auto copy = std::make_unique<FileCopy>();
    copy->columns = bound.table.columns();
    for (const size_t column : bound.options.dictionary_columns) {
      ColumnType& type = copy->columns[column];
      type.dictionary = std::make_shared<GrowingDictionary>(type.field->name());
    }
    copy->file = OpenOutputFile(String(path), context, err);
    copy->writer = ValueOf(
        bound.format->open_writer(copy->file->stream(), bound.description, bound.options.sink));
    auto owned = GiveToDuckDb(std::move(copy));
    Call(err, duckdb_v2_copy_to_init_set_init_data, info, &owned);
  });
}

void Batch(duckdb_v2_copy_to_batch_info_handle info, duckdb_v2_context_handle context,
           duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    void* data = nullptr;
    Call(err, duckdb_v2_copy_to_batch_get_bind_data, info, &data);
    const auto& bound = *static_cast<BoundCopy*>(data);
    void* init = nullptr;
    Call(err, duckdb_v2_copy_to_batch_get_init_data, info, &init);
    auto& copy = *static_cast<FileCopy*>(init);
    Owned<duckdb_v2_column_data_collection_handle> collection(
        duckdb_v2_column_data_collection_destroy);
    Call(err, duckdb_v2_copy_to_batch_take_input, info, collection.out());

    auto encoded = std::make_unique<EncodedBatch>();
    ForEachBatch(collection.get(), bound.table.types(), copy.columns, bound.description.schema,
                 context, err, [&](const std::shared_ptr<arrow::RecordBatch>& batch) {
                   encoded->rows += batch->num_rows();
                   encoded->parts.push_back(ValueOf(copy.writer->Encode(batch)));
                 });
    auto owned = GiveToDuckDb(std::move(encoded));
    Call(err, duckdb_v2_copy_to_batch_set_batch_data, info, &owned);
  });
}

void Flush(duckdb_v2_copy_to_flush_info_handle info, duckdb_v2_context_handle,
           duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    void* init = nullptr;
    Call(err, duckdb_v2_copy_to_flush_get_init_data, info, &init);
    auto& copy = *static_cast<FileCopy*>(init);
    void* data = nullptr;
    Call(err, duckdb_v2_copy_to_flush_get_batch_data, info, &data);
    auto& encoded = *static_cast<EncodedBatch*>(data);
    copy.rows += encoded.rows;
    for (auto& part : encoded.parts) Check(copy.writer->Append(std::move(part)));
  });
}

void Finalize(duckdb_v2_copy_to_finalize_info_handle info, duckdb_v2_context_handle,
              duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    void* init = nullptr;
    Call(err, duckdb_v2_copy_to_finalize_get_init_data, info, &init);
    auto& copy = *static_cast<FileCopy*>(init);
    Check(copy.writer->Finish());
    copy.bytes = ValueOf(copy.file->stream()->Tell());
    copy.file->Publish();
  });
}

void Statistics(duckdb_v2_copy_to_statistics_info_handle info, duckdb_v2_context_handle,
                duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    void* init = nullptr;
    Call(err, duckdb_v2_copy_to_statistics_get_init_data, info, &init);
    const auto& copy = *static_cast<FileCopy*>(init);
    Call(err, duckdb_v2_copy_to_statistics_set_row_count, info, static_cast<idx_t>(copy.rows));
    Call(err, duckdb_v2_copy_to_statistics_set_file_size, info, static_cast<idx_t>(copy.bytes));
  });
}

void RegisterFormat(const char* name, const TableFileFormat& format,
                    duckdb_v2_extension_handle extension, duckdb_v2_context_handle context,
                    duckdb_v2_error_info_handle* err) {
  duckdb_v2_factory_handle factory;
  Call(err, duckdb_v2_context_get_factory, context, &factory);
  Owned<duckdb_v2_copy_function_handle> function(duckdb_v2_copy_function_destroy);
  Call(err, duckdb_v2_copy_function_create, factory, function.out());
  const duckdb_v2_str text = Text(name);
  Call(err, duckdb_v2_copy_function_set_name, function.get(), &text);
  Call(err, duckdb_v2_copy_function_set_file_extension, function.get(), &text);
  duckdb_v2_opaque data = {const_cast<TableFileFormat*>(&format), nullptr, nullptr};
  Call(err, duckdb_v2_copy_function_set_user_data, function.get(), &data);
  Call(err, duckdb_v2_copy_to_set_bind_callback, function.get(), Bind);
  Call(err, duckdb_v2_copy_to_set_batch_size_callback, function.get(), BatchSize);
  Call(err, duckdb_v2_copy_to_set_init_callback, function.get(), Init);
  Call(err, duckdb_v2_copy_to_set_batch_callback, function.get(), Batch);
  Call(err, duckdb_v2_copy_to_set_flush_callback, function.get(), Flush);
  Call(err, duckdb_v2_copy_to_set_finalize_callback, function.get(), Finalize);
  Call(err, duckdb_v2_copy_to_set_statistics_callback, function.get(), Statistics);
  Call(err, duckdb_v2_extension_register_copy_function, extension, function.get());
}

}  // namespace

void RegisterCopyTo(duckdb_v2_extension_handle extension, duckdb_v2_context_handle context,
                    duckdb_v2_error_info_handle* err) {
  RegisterFormat("arrow", IpcFileFormat(), extension, context, err);
  RegisterFormat("feather", IpcFileFormat(), extension, context, err);
  RegisterFormat("arrows", IpcStreamFormat(), extension, context, err);
}

}  // namespace quiver::duckdb_extension
