#include "scan_function.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "arrow_result.h"
#include "batch_importer.h"
#include "bound_table.h"
#include "current_tables.h"
#include "offered_filters.h"
#include "table_function.h"
#include "table_scan.h"

namespace quiver::duckdb_extension {
namespace {

/// What one thread works at.
struct LocalScan {
  TableScan::Part part;
  // Null before the part is begun, and at its end.
  std::shared_ptr<arrow::RecordBatchReader> batches;
  // Null when no column comes from the files.
  std::unique_ptr<BatchImporter> importer;
  // Of the batch in hand, when there is no importer.
  idx_t rows_left = 0;
  bool claimed = false;
};

using GlobalScan = TableScan;

void AddColumns(const BoundTable& bound, duckdb_v2_table_function_bind_info_handle result,
                duckdb_v2_context_handle context, duckdb_v2_error_info_handle* err) {
  if (bound.schema->num_fields() > 0) {
    BatchImporter(context, bound.schema, err).AddColumnsTo(result, bound.enums, err);
  }
  for (const ConstantColumn& column : bound.constants) {
    const duckdb_v2_str name{column.name.data(), column.name.size()};
    Call(err, duckdb_v2_table_function_bind_add_result_column, result, &name, column.type.get());
  }
}

struct Definition {
  BindTable bind_table;
  std::shared_ptr<DatabaseState> database;
};
using SharedDefinition = std::shared_ptr<Definition>;

void Bind(duckdb_v2_function_bind_info_handle info,
          duckdb_v2_table_function_bind_info_handle result, duckdb_v2_context_handle context,
          duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    const auto* definition =
        GetState<SharedDefinition>(duckdb_v2_function_bind_get_user_data, info, err);
    auto bound = (*definition)->bind_table(Arguments(info, err), context, err);
    if (bound->schema->num_fields() == 0 && bound->constants.empty()) {
      throw Error(bound->files.front().path + ": it has no columns");
    }
    AddColumns(*bound, result, context, err);
    if (bound->num_rows() >= 0) {
      Call(err, duckdb_v2_table_function_bind_set_cardinality, result,
           static_cast<idx_t>(bound->num_rows()), true);
    }
    auto data = GiveToDuckDb(std::move(bound));
    Call(err, duckdb_v2_function_bind_set_bind_data, info, &data);
  });
}

void OfferFilters(duckdb_v2_table_function_filter_pushdown_info_handle info,
                  duckdb_v2_context_handle, duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    auto* bound =
        GetState<BoundTable>(duckdb_v2_table_function_filter_pushdown_get_bind_data, info, err);
    bound->predicate = OfferedFilters(info, err);
  });
}

void InitGlobal(duckdb_v2_table_function_init_global_info_handle info,
                duckdb_v2_context_handle context, duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    const auto* bound =
        GetState<BoundTable>(duckdb_v2_table_function_init_global_get_bind_data, info, err);
    const auto* definition =
        GetState<SharedDefinition>(duckdb_v2_table_function_init_global_get_user_data, info, err);
    idx_t count = 0;
    Call(err, duckdb_v2_table_function_init_global_get_column_count, info, &count);
    std::vector<idx_t> columns(count);
    for (idx_t i = 0; i < count; ++i) {
      Call(err, duckdb_v2_table_function_init_global_get_column_index, info, i, &columns[i]);
    }
    DatabaseState& database = *(*definition)->database;
    auto scan =
        std::make_unique<GlobalScan>(*bound, CurrentTables(*bound, &database.tables, context, err),
                                     columns, &database.scans, err);
    Call(err, duckdb_v2_table_function_init_global_set_max_threads, info, scan->most_threads());
    auto state = GiveToDuckDb(std::move(scan));
    Call(err, duckdb_v2_table_function_init_global_set_global_state, info, &state);
  });
}

void InitLocal(duckdb_v2_table_function_init_local_info_handle info,
               duckdb_v2_context_handle context, duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    const auto* global =
        GetState<GlobalScan>(duckdb_v2_table_function_init_local_get_global_state, info, err);
    auto scan = std::make_unique<LocalScan>();
    if (!global->places().empty()) {
      scan->importer = std::make_unique<BatchImporter>(context, global->schema(), err);
    }
    auto state = GiveToDuckDb(std::move(scan));
    Call(err, duckdb_v2_table_function_init_local_set_local_state, info, &state);
  });
}

/// DuckDB has used the rows that it got before, where they lie in the file: were they all there?
void CheckRead(const LocalScan& local) {
  if (local.part.table != nullptr) Check(local.part.table->CheckWhole());
}

/// Reserves the next part for this thread.
void ClaimBatch(duckdb_v2_table_function_claim_batch_info_handle info, duckdb_v2_context_handle,
                duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    auto* global =
        GetState<GlobalScan>(duckdb_v2_table_function_claim_batch_get_global_state, info, err);
    auto* local =
        GetState<LocalScan>(duckdb_v2_table_function_claim_batch_get_local_state, info, err);
    CheckRead(*local);
    auto part = global->ClaimPart();
    if (!part) return;
    local->part = *std::move(part);
    local->claimed = true;
    Call(err, duckdb_v2_table_function_claim_batch_set_claimed, info, true);
  });
}

/// Puts the next rows of the batch in hand into `output`. Gives their number.
idx_t NextRows(const GlobalScan& global, LocalScan* local, duckdb_v2_data_chunk_handle output,
               duckdb_v2_error_info_handle* err) {
  idx_t rows = 0;
  if (local->importer != nullptr) {
    rows = local->importer->Next(output, global.places(), err);
  } else {
    rows = std::min(local->rows_left, kVectorSize);
    local->rows_left -= rows;
  }
  if (rows == 0) return 0;
  for (const auto& constant : global.constants()) {
    duckdb_v2_vector_handle vector;
    Call(err, duckdb_v2_data_chunk_get_vector, output, constant.place, &vector);
    Call(err, duckdb_v2_vector_make_constant, vector,
         local->part.file->constants[constant.constant].get(), rows);
  }
  return rows;
}

/// Runs a part of the scan whose errors don't know the file, and lets them name it.
template <typename Body>
auto InFile(const LocalScan& local, duckdb_v2_error_info_handle* err, Body&& body) {
  try {
    return body();
  } catch (const Error& error) {
    throw Error(local.part.file->path + ": " + error.what());
  } catch (const Reported&) {
    duckdb_v2_str text{nullptr, 0};
    duckdb_v2_error_info_get_raw_text(*err, &text);
    throw Error(local.part.file->path + ": " + String(text));
  }
}

/// Takes the part's next batch in hand, if there is one.
void ReadBatch(const GlobalScan& global, LocalScan* local, duckdb_v2_context_handle context,
               duckdb_v2_error_info_handle* err) {
  std::shared_ptr<arrow::RecordBatch> batch;
  Check(local->batches->ReadNext(&batch));
  if (batch == nullptr) {
    local->batches.reset();
  } else if (local->importer != nullptr) {
    local->importer->Append(context, global.Imported(local->part, *batch), err);
  } else {
    local->rows_left = static_cast<idx_t>(batch->num_rows());
  }
}

/// The next rows of the claimed part; none at its end.
void Execute(duckdb_v2_table_function_exec_info_handle info, duckdb_v2_context_handle context,
             duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    const auto* global =
        GetState<GlobalScan>(duckdb_v2_table_function_exec_get_global_state, info, err);
    auto* local = GetState<LocalScan>(duckdb_v2_table_function_exec_get_local_state, info, err);
    duckdb_v2_data_chunk_handle output;
    Call(err, duckdb_v2_table_function_exec_get_output_chunk, info, &output);
    CheckRead(*local);
    try {
      if (std::exchange(local->claimed, false)) local->batches = global->OpenPart(local->part);
      const auto next_rows = [&] { return NextRows(*global, local, output, err); };
      while (local->batches != nullptr && InFile(*local, err, next_rows) == 0) {
        ReadBatch(*global, local, context, err);
      }
    } catch (const Error&) {
      // What is wrong with its bytes is that they are gone.
      CheckRead(*local);
      throw;
    }
    CheckRead(*local);
  });
}

void PartitionData(duckdb_v2_table_function_partition_data_info_handle info,
                   duckdb_v2_context_handle, duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    const auto* local =
        GetState<LocalScan>(duckdb_v2_table_function_partition_data_get_local_state, info, err);
    Call(err, duckdb_v2_table_function_partition_data_set_batch_index, info, local->part.number);
  });
}

void ReportProgress(duckdb_v2_table_function_progress_info_handle info, duckdb_v2_context_handle,
                    duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    const auto* global =
        GetState<GlobalScan>(duckdb_v2_table_function_progress_get_global_state, info, err);
    Call(err, duckdb_v2_table_function_progress_set_progress, info, global->progress());
  });
}

}  // namespace

void MakeScanFunction(TableFunction* function, BindTable bind_table,
                      const std::shared_ptr<DatabaseState>& database,
                      duckdb_v2_error_info_handle* err) {
  function->ShareUserData(
      std::make_shared<Definition>(Definition{std::move(bind_table), database}));
  const auto handle = function->handle();
  Call(err, duckdb_v2_table_function_set_bind_callback, handle, Bind);
  Call(err, duckdb_v2_table_function_set_init_global_callback, handle, InitGlobal);
  Call(err, duckdb_v2_table_function_set_init_local_callback, handle, InitLocal);
  Call(err, duckdb_v2_table_function_set_claim_batch_callback, handle, ClaimBatch);
  Call(err, duckdb_v2_table_function_set_exec_callback, handle, Execute);
  Call(err, duckdb_v2_table_function_set_partition_data_callback, handle, PartitionData);
  Call(err, duckdb_v2_table_function_set_progress_callback, handle, ReportProgress);
  Call(err, duckdb_v2_table_function_set_projection_pushdown, handle, true);
  Call(err, duckdb_v2_table_function_set_filter_pushdown_callback, handle, OfferFilters);
}

}  // namespace quiver::duckdb_extension
