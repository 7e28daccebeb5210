#include "copy_to.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <arrow/util/string.h>

#include "arrow_result.h"
#include "batch_builder.h"
#include "copy_format.h"
#include "copy_options.h"
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

void Bind(duckdb_v2_copy_to_bind_info_handle info, duckdb_v2_context_handle context,
          duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    auto bound = std::make_unique<BoundCopy>();
    bound->format = GetState<CopyFormat>(duckdb_v2_copy_to_bind_get_user_data, info, err)->file;
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
    const auto& bound = *GetState<BoundCopy>(duckdb_v2_copy_to_batch_size_get_bind_data, info, err);
    Call(err, duckdb_v2_copy_to_batch_size_set_target, info, bound.options.batch_rows);
  });
}

// DuckDB takes such an ending off to find the format, and would leave the compression to us. The
// whole file compressed could not be mapped, nor read in parts.
void RefuseCompressedName(const std::string& path) {
  const std::string lower = arrow::internal::AsciiToLower(path);
  for (const std::string ending : {".gz", ".zst", ".lz4", ".bz2", ".xz"}) {
    if (!lower.ends_with(ending)) continue;
    throw Error("can't write " + path + ": Arrow is compressed inside of its file, not as a " +
                ending + "; use (compression zstd) and the name " +
                path.substr(0, path.size() - ending.size()));
  }
}

void Init(duckdb_v2_copy_to_init_info_handle info, duckdb_v2_context_handle context,
          duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    const auto& bound = *GetState<BoundCopy>(duckdb_v2_copy_to_init_get_bind_data, info, err);
    duckdb_v2_str path;
    Call(err, duckdb_v2_copy_to_init_get_file_path, info, &path);
    RefuseCompressedName(String(path));
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
    const auto& bound = *GetState<BoundCopy>(duckdb_v2_copy_to_batch_get_bind_data, info, err);
    auto& copy = *GetState<FileCopy>(duckdb_v2_copy_to_batch_get_init_data, info, err);
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
    auto& copy = *GetState<FileCopy>(duckdb_v2_copy_to_flush_get_init_data, info, err);
    auto& encoded = *GetState<EncodedBatch>(duckdb_v2_copy_to_flush_get_batch_data, info, err);
    copy.rows += encoded.rows;
    for (auto& part : encoded.parts) Check(copy.writer->Append(std::move(part)));
  });
}

void Finalize(duckdb_v2_copy_to_finalize_info_handle info, duckdb_v2_context_handle,
              duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    auto& copy = *GetState<FileCopy>(duckdb_v2_copy_to_finalize_get_init_data, info, err);
    Check(copy.writer->Finish());
    copy.bytes = ValueOf(copy.file->stream()->Tell());
    copy.file->Publish();
  });
}

void Statistics(duckdb_v2_copy_to_statistics_info_handle info, duckdb_v2_context_handle,
                duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    const auto& copy = *GetState<FileCopy>(duckdb_v2_copy_to_statistics_get_init_data, info, err);
    Call(err, duckdb_v2_copy_to_statistics_set_row_count, info, static_cast<idx_t>(copy.rows));
    Call(err, duckdb_v2_copy_to_statistics_set_file_size, info, static_cast<idx_t>(copy.bytes));
  });
}

}  // namespace

void AddCopyTo(duckdb_v2_copy_function_handle function, duckdb_v2_error_info_handle* err) {
  Call(err, duckdb_v2_copy_to_set_bind_callback, function, Bind);
  Call(err, duckdb_v2_copy_to_set_batch_size_callback, function, BatchSize);
  Call(err, duckdb_v2_copy_to_set_init_callback, function, Init);
  Call(err, duckdb_v2_copy_to_set_batch_callback, function, Batch);
  Call(err, duckdb_v2_copy_to_set_flush_callback, function, Flush);
  Call(err, duckdb_v2_copy_to_set_finalize_callback, function, Finalize);
  Call(err, duckdb_v2_copy_to_set_statistics_callback, function, Statistics);
}

}  // namespace quiver::duckdb_extension
