#include "batch_importer.h"

#include <arrow/c/bridge.h>

#include "arrow_result.h"
#include "released.h"

namespace quiver::duckdb_extension {
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
                          duckdb_v2_context_handle context, duckdb_v2_error_info_handle* err) {
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
    if (places[i].cast) {
      // A factory is good for one callback.
      duckdb_v2_factory_handle factory;
      Call(err, duckdb_v2_context_get_factory, context, &factory);
      Call(err, duckdb_v2_vector_set_size, from, rows);
      Call(err, duckdb_v2_vector_cast, factory, from, to, DUCKDB_V2_CAST_MODE_NORMAL, nullptr,
           nullptr);
      continue;
    }
    Call(err, duckdb_v2_vector_reference, to, from);
    Call(err, duckdb_v2_vector_set_size, to, rows);
  }
  return rows;
}

}  // namespace quiver::duckdb_extension
