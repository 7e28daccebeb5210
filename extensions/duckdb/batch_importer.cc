#include "batch_importer.h"

#include <cstring>

#include <arrow/c/bridge.h>

#include "arrow_result.h"
#include "released.h"

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

BatchImporter::BatchImporter(duckdb_v2_context_handle context, const arrow::Schema& schema,
                             duckdb_v2_error_info_handle* err) {
  Released<ArrowSchema> exported;
  Check(arrow::ExportSchema(schema, &exported));
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

void BatchImporter::Append(const arrow::RecordBatch& batch, duckdb_v2_error_info_handle* err) {
  Released<ArrowArray> exported;
  Check(arrow::ExportRecordBatch(batch, &exported));
  Call(err, duckdb_v2_arrow_importer_append, importer_.get(), &exported, /*consume=*/true,
       /*flush=*/true);
  importing_ = true;
}

idx_t BatchImporter::Next(duckdb_v2_data_chunk_handle output, const std::vector<Place>& places,
                          duckdb_v2_error_info_handle* err) {
  if (!importing_) return 0;
  Call(err, duckdb_v2_arrow_importer_next_chunk, importer_.get(), chunk_.out());
  importing_ = chunk_.get() != nullptr;
  if (!importing_) return 0;
  idx_t rows = 0;
  Call(err, duckdb_v2_data_chunk_get_size, chunk_.get(), &rows);
  for (idx_t i = 0; i < places.size(); ++i) {
    duckdb_v2_vector_handle from;
    duckdb_v2_vector_handle to;
    Call(err, duckdb_v2_data_chunk_get_vector, chunk_.get(), i, &from);
    Call(err, duckdb_v2_data_chunk_get_vector, output, places[i].vector, &to);
    if (places[i].enum_bytes > 0) {
      CopyCodes(from, to, rows, places[i].enum_bytes, err);
    } else {
      Call(err, duckdb_v2_vector_reference, to, from);
    }
    Call(err, duckdb_v2_vector_set_size, to, rows);
  }
  return rows;
}

}  // namespace quiver::duckdb_extension
