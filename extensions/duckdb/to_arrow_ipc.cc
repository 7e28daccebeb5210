#include "to_arrow_ipc.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <arrow/io/memory.h>
#include <arrow/ipc/dictionary.h>
#include <arrow/ipc/writer.h>

#include "arrow_result.h"
#include "batch_builder.h"
#include "formats/ipc/aligned_payload.h"

namespace quiver::duckdb_extension {
namespace {

using Payload = arrow::ipc::IpcPayload;

constexpr char kMacroBody[] =
    "SELECT arrow_ipc_header(quiver_row) AS ipc, true AS header"
    "  FROM (SELECT 1) LEFT JOIN (FROM query(query) LIMIT 0) quiver_row ON true "
    "UNION ALL SELECT ipc, false"
    "  FROM (SELECT arrow_ipc_batch(quiver_row) AS ipc FROM query(query) quiver_row)"
    "  WHERE ipc IS NOT NULL";

/// What a row's columns become.
struct BoundRow {
  std::vector<ColumnType> columns;
  std::shared_ptr<arrow::Schema> schema;
};

const arrow::ipc::IpcWriteOptions& WriteOptions() {
  static const auto options = [] {
    auto made = arrow::ipc::IpcWriteOptions::Defaults();
    made.alignment = 64;
    made.use_threads = false;
    return made;
  }();
  return options;
}

void Write(const Payload& payload, arrow::io::OutputStream* to) {
  int32_t metadata_bytes = 0;
  Check(arrow::ipc::WriteIpcPayload(payload, WriteOptions(), to, &metadata_bytes));
}

std::shared_ptr<arrow::Buffer> HeaderOf(const BoundRow& bound, duckdb_v2_context_handle context) {
  const auto bytes = ValueOf(arrow::io::BufferOutputStream::Create());
  const arrow::ipc::DictionaryFieldMapper mapper(*bound.schema);
  Payload schema;
  Check(arrow::ipc::GetSchemaPayload(*bound.schema, WriteOptions(), mapper, &schema));
  Write(schema, bytes.get());
  const auto none = BatchBuilder(bound.columns, bound.schema, 0, context).Finish();
  for (const auto& [id, values] : ValueOf(arrow::ipc::CollectDictionaries(*none, mapper))) {
    Payload dictionary;
    Check(arrow::ipc::GetDictionaryPayload(id, values, WriteOptions(), &dictionary));
    Check(ipc::AlignBuffers(WriteOptions().alignment, &dictionary));
    Write(dictionary, bytes.get());
  }
  return ValueOf(bytes->Finish());
}

std::shared_ptr<arrow::Buffer> BatchOf(const BoundRow& bound, duckdb_v2_vector_handle rows,
                                       idx_t count, duckdb_v2_context_handle context,
                                       duckdb_v2_error_info_handle* err) {
  Call(err, duckdb_v2_vector_flatten, rows);
  arrow::ArrayDataVector arrays;
  for (size_t i = 0; i < bound.columns.size(); ++i) {
    duckdb_v2_vector_handle values;
    Call(err, duckdb_v2_vector_get_child, rows, i, &values);
    const auto builder = MakeColumnBuilder(bound.columns[i], count, context);
    try {
      builder->Append(values, Rows{.count = count}, err);
    } catch (const BatchTooLong& too_long) {
      throw Error("to_arrow_ipc: column " + too_long.column + ": " + std::to_string(count) +
                  " values have more than the 2 GiB that an Arrow array can count");
    }
    arrays.push_back(builder->Finish());
  }
  const auto batch =
      arrow::RecordBatch::Make(bound.schema, static_cast<int64_t>(count), std::move(arrays));
  Payload payload;
  Check(arrow::ipc::GetRecordBatchPayload(*batch, WriteOptions(), &payload));
  Check(ipc::AlignBuffers(WriteOptions().alignment, &payload));
  const auto bytes = ValueOf(arrow::io::BufferOutputStream::Create(payload.body_length + 4096));
  Write(payload, bytes.get());
  return ValueOf(bytes->Finish());
}

void Bind(duckdb_v2_function_bind_info_handle info,
          duckdb_v2_scalar_function_bind_info_handle result, duckdb_v2_context_handle context,
          duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    Owned<duckdb_v2_logical_type_handle> type(duckdb_v2_logical_type_destroy);
    Call(err, duckdb_v2_function_bind_get_arg_type, info, 0, type.out());
    ColumnType row = ColumnTypeOf("", type.get(), context, err);
    if (row.id != DUCKDB_V2_LOGICAL_TYPE_ID_STRUCT && row.id != DUCKDB_V2_LOGICAL_TYPE_ID_TUPLE) {
      throw Error("arrow_ipc_batch and arrow_ipc_header take a row (of the table t: t), not " +
                  TypeText(type.get(), err));
    }
    auto bound = std::make_unique<BoundRow>();
    bound->schema = arrow::schema(row.field->type()->fields());
    bound->columns = std::move(row.children);
    auto data = GiveToDuckDb(std::move(bound));
    Call(err, duckdb_v2_scalar_function_bind_set_bind_data, result, &data);
  });
}

/// The bind data, the row count and the result vector of one call.
struct Execution {
  Execution(duckdb_v2_scalar_function_exec_info_handle info, duckdb_v2_context_handle context,
            duckdb_v2_error_info_handle* err)
      : context(context), err(err) {
    void* data = nullptr;
    Call(err, duckdb_v2_scalar_function_exec_get_bind_data, info, &data);
    bound = static_cast<const BoundRow*>(data);
    Call(err, duckdb_v2_scalar_function_exec_get_row_count, info, &rows);
    Call(err, duckdb_v2_scalar_function_exec_get_result, info, &result);
    Call(err, duckdb_v2_vector_set_size, result, rows);
  }

  void Set(idx_t row, const arrow::Buffer& bytes) const {
    duckdb_v2_factory_handle factory;
    Call(err, duckdb_v2_context_get_factory, context, &factory);
    const duckdb_v2_str blob{reinterpret_cast<const char*>(bytes.data()),
                             static_cast<idx_t>(bytes.size())};
    Owned<duckdb_v2_value_handle> value(duckdb_v2_value_destroy);
    Call(err, duckdb_v2_value_create_blob, factory, &blob, value.out());
    Call(err, duckdb_v2_vector_set_value, result, row, value.get());
  }

  const duckdb_v2_context_handle context;
  duckdb_v2_error_info_handle* const err;
  const BoundRow* bound;
  idx_t rows;
  duckdb_v2_vector_handle result;
};

void MakeHeaders(duckdb_v2_scalar_function_exec_info_handle info, duckdb_v2_context_handle context,
                 duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    const Execution execution(info, context, err);
    const auto bytes = HeaderOf(*execution.bound, context);
    for (idx_t row = 0; row < execution.rows; ++row) execution.Set(row, *bytes);
  });
}

void MakeBatch(duckdb_v2_scalar_function_exec_info_handle info, duckdb_v2_context_handle context,
               duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    const Execution execution(info, context, err);
    if (execution.rows == 0) return;
    duckdb_v2_vector_handle rows;
    Call(err, duckdb_v2_scalar_function_exec_get_arg, info, 0, &rows);
    execution.Set(0, *BatchOf(*execution.bound, rows, execution.rows, context, err));
    for (idx_t row = 1; row < execution.rows; ++row) {
      Call(err, duckdb_v2_vector_set_null, execution.result, row);
    }
  });
}

void RegisterRowFunction(const char* name, duckdb_v2_scalar_function_exec_callback_fn execute,
                         duckdb_v2_extension_handle extension, duckdb_v2_factory_handle factory,
                         duckdb_v2_error_info_handle* err) {
  Owned<duckdb_v2_scalar_function_handle> function(duckdb_v2_scalar_function_destroy);
  Call(err, duckdb_v2_scalar_function_create, factory, function.out());
  const duckdb_v2_str text = Text(name);
  Call(err, duckdb_v2_scalar_function_set_name, function.get(), &text);
  duckdb_v2_function_signature_handle signature;
  Call(err, duckdb_v2_scalar_function_get_signature, function.get(), &signature);
  Owned<duckdb_v2_logical_type_handle> any(duckdb_v2_logical_type_destroy);
  Call(err, duckdb_v2_factory_create_type_from_id, factory, DUCKDB_V2_LOGICAL_TYPE_ID_ANY, nullptr,
       nullptr, 0, any.out());
  const duckdb_v2_str row = Text("row");
  Call(err, duckdb_v2_function_signature_add_parameter, signature, &row, any.get(), nullptr,
       DUCKDB_V2_FUNCTION_PARAMETER_KIND_POSITIONAL_ONLY);
  Owned<duckdb_v2_logical_type_handle> blob(duckdb_v2_logical_type_destroy);
  Call(err, duckdb_v2_factory_create_type_from_id, factory, DUCKDB_V2_LOGICAL_TYPE_ID_BLOB, nullptr,
       nullptr, 0, blob.out());
  Call(err, duckdb_v2_function_signature_set_return_type, signature, blob.get());
  // It is not the rows' values alone that decide what comes back, but also how DuckDB cuts them;
  // and a row that is NULL is one.
  Call(err, duckdb_v2_scalar_function_set_property, function.get(),
       DUCKDB_V2_FUNCTION_PROPERTY_STABILITY, DUCKDB_V2_FUNCTION_PROPERTY_STABILITY_VOLATILE);
  Call(err, duckdb_v2_scalar_function_set_property, function.get(),
       DUCKDB_V2_FUNCTION_PROPERTY_NULL_HANDLING,
       DUCKDB_V2_FUNCTION_PROPERTY_NULL_HANDLING_SPECIAL);
  Call(err, duckdb_v2_scalar_function_set_property, function.get(),
       DUCKDB_V2_FUNCTION_PROPERTY_FALLIBILITY, DUCKDB_V2_FUNCTION_PROPERTY_FALLIBILITY_FALLIBLE);
  Call(err, duckdb_v2_scalar_function_set_bind_callback, function.get(), Bind);
  Call(err, duckdb_v2_scalar_function_set_exec_callback, function.get(), execute);
  Call(err, duckdb_v2_extension_register_scalar_function, extension, function.get());
}

}  // namespace

void RegisterToArrowIpc(duckdb_v2_extension_handle extension, duckdb_v2_context_handle context,
                        duckdb_v2_error_info_handle* err) {
  duckdb_v2_factory_handle factory;
  Call(err, duckdb_v2_context_get_factory, context, &factory);
  RegisterRowFunction("arrow_ipc_header", MakeHeaders, extension, factory, err);
  RegisterRowFunction("arrow_ipc_batch", MakeBatch, extension, factory, err);

  Owned<duckdb_v2_macro_function_handle> macro(duckdb_v2_macro_function_destroy);
  Call(err, duckdb_v2_macro_function_create, factory, DUCKDB_V2_MACRO_FUNCTION_TYPE_TABLE,
       macro.out());
  const duckdb_v2_str name = Text("to_arrow_ipc");
  Call(err, duckdb_v2_macro_function_set_name, macro.get(), &name);
  duckdb_v2_function_signature_handle signature;
  Call(err, duckdb_v2_macro_function_get_signature, macro.get(), &signature);
  Owned<duckdb_v2_logical_type_handle> varchar(duckdb_v2_logical_type_destroy);
  Call(err, duckdb_v2_factory_create_type_from_id, factory, DUCKDB_V2_LOGICAL_TYPE_ID_VARCHAR,
       nullptr, nullptr, 0, varchar.out());
  const duckdb_v2_str query = Text("query");
  Call(err, duckdb_v2_function_signature_add_parameter, signature, &query, varchar.get(), nullptr,
       DUCKDB_V2_FUNCTION_PARAMETER_KIND_STANDARD);
  const duckdb_v2_str body = Text(kMacroBody);
  Call(err, duckdb_v2_macro_function_set_body, macro.get(), &body);
  Call(err, duckdb_v2_extension_register_macro_function, extension, macro.get());
}

}  // namespace quiver::duckdb_extension
