#include "rows_function.h"

#include <utility>

#include "arrow_result.h"
#include "batch_importer.h"

namespace quiver::duckdb_extension {
namespace {

struct Rows {
  std::shared_ptr<arrow::RecordBatch> batch;
};

struct LocalRows {
  std::unique_ptr<BatchImporter> importer;
  std::vector<BatchImporter::Place> places;
};

void Bind(duckdb_v2_function_bind_info_handle info,
          duckdb_v2_table_function_bind_info_handle result, duckdb_v2_context_handle context,
          duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    const auto* make_rows =
        GetState<std::shared_ptr<MakeRows>>(duckdb_v2_function_bind_get_user_data, info, err);
    auto rows = std::make_unique<Rows>();
    rows->batch = (**make_rows)(Arguments(info, err), context, err);
    const BatchImporter importer(context, rows->batch->schema(), err);
    importer.AddColumnsTo(result, {}, err);
    Call(err, duckdb_v2_table_function_bind_set_cardinality, result,
         static_cast<idx_t>(rows->batch->num_rows()), true);
    auto data = GiveToDuckDb(std::move(rows));
    Call(err, duckdb_v2_function_bind_set_bind_data, info, &data);
  });
}

void InitLocal(duckdb_v2_table_function_init_local_info_handle info,
               duckdb_v2_context_handle context, duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    const auto* rows = GetState<Rows>(duckdb_v2_table_function_init_local_get_bind_data, info, err);
    auto local = std::make_unique<LocalRows>();
    local->importer = std::make_unique<BatchImporter>(context, rows->batch->schema(), err);
    local->importer->Append(context, rows->batch, err);
    for (int i = 0; i < rows->batch->num_columns(); ++i) {
      local->places.push_back({static_cast<idx_t>(i)});
    }
    auto state = GiveToDuckDb(std::move(local));
    Call(err, duckdb_v2_table_function_init_local_set_local_state, info, &state);
  });
}

void Execute(duckdb_v2_table_function_exec_info_handle info, duckdb_v2_context_handle,
             duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    auto* local = GetState<LocalRows>(duckdb_v2_table_function_exec_get_local_state, info, err);
    duckdb_v2_data_chunk_handle output;
    Call(err, duckdb_v2_table_function_exec_get_output_chunk, info, &output);
    local->importer->Next(output, local->places, err);
  });
}

}  // namespace

void GiveRows(TableFunction* function, MakeRows make_rows, duckdb_v2_error_info_handle* err) {
  function->ShareUserData(std::make_shared<MakeRows>(std::move(make_rows)));
  const auto handle = function->handle();
  Call(err, duckdb_v2_table_function_set_bind_callback, handle, Bind);
  Call(err, duckdb_v2_table_function_set_init_local_callback, handle, InitLocal);
  Call(err, duckdb_v2_table_function_set_exec_callback, handle, Execute);
}

}  // namespace quiver::duckdb_extension
