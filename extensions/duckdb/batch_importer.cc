#include "batch_importer.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <utility>

#include <arrow/c/bridge.h>

#include "arrow_result.h"
#include "released.h"
#include "short_texts.h"

namespace quiver::duckdb_extension {
namespace {

// A vector of numbers can't stand for one of an ENUM, though both hold the same.
void CopyCodes(duckdb_v2_vector_handle from, duckdb_v2_vector_handle to, idx_t rows, int bytes,
               duckdb_v2_error_info_handle* err) {
  Call(err, duckdb_v2_vector_set_size, from, rows);
  Call(err, duckdb_v2_vector_flatten, from);
  duckdb_v2_vector_view view;
  Call(err, duckdb_v2_vector_get_view, from, &view);
  void* codes = nullptr;
  Call(err, duckdb_v2_vector_get_data_mutable, to, &codes);
  std::memcpy(codes, view.data, rows * bytes);
  if (view.validity == nullptr) return;
  uint64_t* validity = nullptr;
  Call(err, duckdb_v2_vector_flat_get_validity_mutable, to, &validity);
  std::memcpy(validity, view.validity, (rows + 63) / 64 * sizeof(*validity));
}

}  // namespace

BatchImporter::BatchImporter(duckdb_v2_context_handle context,
                             std::shared_ptr<arrow::Schema> schema,
                             duckdb_v2_error_info_handle* err)
    : schema_(std::move(schema)), imported_(schema_->num_fields()) {
  std::iota(imported_.begin(), imported_.end(), 0);
  MakeImporter(context, err);
}

void BatchImporter::MakeImporter(duckdb_v2_context_handle context,
                                 duckdb_v2_error_info_handle* err) {
  arrow::FieldVector fields;
  for (const int column : imported_) fields.push_back(schema_->field(column));
  Released<ArrowSchema> exported;
  Check(arrow::ExportSchema(arrow::Schema(std::move(fields)), &exported));
  Call(err, duckdb_v2_arrow_importer_create, context, &exported, kVectorSize, importer_.out());
}

void BatchImporter::AddColumnsTo(duckdb_v2_table_function_bind_info_handle result,
                                 const std::map<int, LogicalType>& other_types,
                                 duckdb_v2_error_info_handle* err) const {
  Owned<duckdb_v2_schema_handle> schema(duckdb_v2_schema_destroy);
  Call(err, duckdb_v2_arrow_importer_get_schema, importer_.get(), schema.out());
  idx_t columns = 0;
  Call(err, duckdb_v2_schema_get_count, schema.get(), &columns);
  for (idx_t i = 0; i < columns; ++i) {
    duckdb_v2_identifier_t name;
    duckdb_v2_logical_type_handle type;
    Call(err, duckdb_v2_schema_get_field, schema.get(), i, &name, &type);
    const auto other = other_types.find(static_cast<int>(i));
    if (other != other_types.end()) type = other->second.get();
    Call(err, duckdb_v2_table_function_bind_add_result_column, result, &name, type);
  }
}

void BatchImporter::Append(duckdb_v2_context_handle context,
                           std::shared_ptr<arrow::RecordBatch> batch,
                           duckdb_v2_error_info_handle* err) {
  std::vector<int> imported;
  short_texts_.clear();
  for (int i = 0; i < batch->num_columns(); ++i) {
    const bool is_short = AreShortTexts(*schema_->field(i), *batch->column(i));
    (is_short ? short_texts_ : imported).push_back(i);
  }
  if (imported != imported_) {
    imported_ = std::move(imported);
    if (!imported_.empty()) MakeImporter(context, err);
  }
  if (!imported_.empty()) {
    const auto rest = ValueOf(batch->SelectColumns(imported_));
    Released<ArrowArray> exported;
    Check(arrow::ExportRecordBatch(*rest, &exported));
    Call(err, duckdb_v2_arrow_importer_append, importer_.get(), &exported, /*consume=*/true,
         /*flush=*/true);
  }
  batch_ = std::move(batch);
  next_row_ = 0;
}

idx_t BatchImporter::Next(duckdb_v2_data_chunk_handle output, const std::vector<Place>& places,
                          duckdb_v2_error_info_handle* err) {
  if (batch_ == nullptr) return 0;
  if (next_row_ == batch_->num_rows()) {
    // The importer lets go of the batch as well when it is asked for what is not there.
    if (!imported_.empty()) {
      Call(err, duckdb_v2_arrow_importer_next_chunk, importer_.get(), chunk_.out());
    }
    batch_ = nullptr;
    return 0;
  }
  const idx_t rows = std::min<idx_t>(kVectorSize, batch_->num_rows() - next_row_);
  if (!imported_.empty()) NextImported(output, places, rows, err);
  for (const int column : short_texts_) {
    duckdb_v2_vector_handle to;
    Call(err, duckdb_v2_data_chunk_get_vector, output, places[column].vector, &to);
    Call(err, duckdb_v2_vector_set_size, to, rows);
    WriteShortTexts(*batch_->column(column), next_row_, rows, to, err);
  }
  next_row_ += static_cast<int64_t>(rows);
  return rows;
}

void BatchImporter::NextImported(duckdb_v2_data_chunk_handle output,
                                 const std::vector<Place>& places, idx_t rows,
                                 duckdb_v2_error_info_handle* err) {
  Call(err, duckdb_v2_arrow_importer_next_chunk, importer_.get(), chunk_.out());
  idx_t imported_rows = 0;
  if (chunk_.get() != nullptr) {
    Call(err, duckdb_v2_data_chunk_get_size, chunk_.get(), &imported_rows);
  }
  if (imported_rows != rows) {
    throw Error("DuckDB imported another number of rows than it was given");
  }
  for (idx_t i = 0; i < imported_.size(); ++i) {
    const Place& place = places[imported_[i]];
    duckdb_v2_vector_handle from;
    duckdb_v2_vector_handle to;
    Call(err, duckdb_v2_data_chunk_get_vector, chunk_.get(), i, &from);
    Call(err, duckdb_v2_data_chunk_get_vector, output, place.vector, &to);
    if (place.enum_bytes > 0) {
      Call(err, duckdb_v2_vector_set_size, to, rows);
      CopyCodes(from, to, rows, place.enum_bytes, err);
    } else {
      Call(err, duckdb_v2_vector_reference, to, from);
      Call(err, duckdb_v2_vector_set_size, to, rows);
    }
  }
}

}  // namespace quiver::duckdb_extension
