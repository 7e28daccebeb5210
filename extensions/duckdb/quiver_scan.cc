#include "quiver_scan.h"

#include <atomic>
#include <string>
#include <utility>
#include <vector>

#include <arrow/c/bridge.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>

#include "arrow_result.h"
#include "batch_importer.h"
#include "released.h"
#include "shared_tables.h"
#include "table_function.h"

namespace quiver::duckdb_extension {
namespace {

/// What a statement's bind finds out: the table behind the token.
struct BoundScan {
  QuiverSharedTable table;
  std::shared_ptr<arrow::Schema> schema;
};

/// What the threads of one scan share: which partition comes next.
struct GlobalScan {
  QuiverSharedTable table;
  std::shared_ptr<arrow::Schema> schema;
  std::vector<BatchImporter::Place> places;
  std::atomic<int64_t> next_partition{0};
  std::atomic<int64_t> partitions_done{0};
};

/// What one thread works at: a partition, and the chunks of its current batch.
struct LocalScan {
  LocalScan(duckdb_v2_context_handle context, const std::shared_ptr<arrow::Schema>& schema,
            duckdb_v2_error_info_handle* err)
      : importer(context, schema, err) {}

  BatchImporter importer;
  Released<ArrowArrayStream> partition;
  int64_t partition_number = 0;
};

std::shared_ptr<arrow::Schema> SchemaOf(const QuiverSharedTable& table) {
  Released<ArrowSchema> schema;
  if (table.get_schema(table.host, &schema) != 0) {
    throw Error("quiver_scan: the shared table has no schema");
  }
  return ValueOf(arrow::ImportSchema(&schema));
}

void Bind(duckdb_v2_function_bind_info_handle info,
          duckdb_v2_table_function_bind_info_handle result, duckdb_v2_context_handle context,
          duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    Value argument(duckdb_v2_value_destroy);
    Arguments(info, err).GetAt(0, &argument);
    const std::string token = TextOf(argument.get(), err);
    const auto table = FindSharedTable(token);
    if (!table) {
      throw Error("quiver_scan: no table is shared as '" + token +
                  "'; tables are shared by the program that embeds DuckDB, not by SQL");
    }
    auto schema = SchemaOf(*table);
    BatchImporter(context, schema, err).AddColumnsTo(result, {}, err);
    if (table->num_rows >= 0) {
      Call(err, duckdb_v2_table_function_bind_set_cardinality, result,
           static_cast<idx_t>(table->num_rows), true);
    }
    auto bound = GiveToDuckDb(std::make_unique<BoundScan>(BoundScan{*table, std::move(schema)}));
    Call(err, duckdb_v2_function_bind_set_bind_data, info, &bound);
  });
}

void InitGlobal(duckdb_v2_table_function_init_global_info_handle info, duckdb_v2_context_handle,
                duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    const auto* bound =
        GetState<BoundScan>(duckdb_v2_table_function_init_global_get_bind_data, info, err);
    auto scan = std::make_unique<GlobalScan>();
    scan->table = bound->table;
    scan->schema = bound->schema;
    for (int i = 0; i < scan->schema->num_fields(); ++i) {
      scan->places.push_back({static_cast<idx_t>(i)});
    }
    const idx_t threads = scan->table.num_partitions < 1 ? 1 : scan->table.num_partitions;
    Call(err, duckdb_v2_table_function_init_global_set_max_threads, info, threads);
    auto state = GiveToDuckDb(std::move(scan));
    Call(err, duckdb_v2_table_function_init_global_set_global_state, info, &state);
  });
}

void InitLocal(duckdb_v2_table_function_init_local_info_handle info,
               duckdb_v2_context_handle context, duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    const auto* global =
        GetState<GlobalScan>(duckdb_v2_table_function_init_local_get_global_state, info, err);
    auto state = GiveToDuckDb(std::make_unique<LocalScan>(context, global->schema, err));
    Call(err, duckdb_v2_table_function_init_local_set_local_state, info, &state);
  });
}

/// False when there is no partition left.
bool OpenNextPartition(GlobalScan* global, LocalScan* local) {
  const int64_t partition = global->next_partition.fetch_add(1);
  const QuiverSharedTable& table = global->table;
  if (partition >= table.num_partitions) return false;
  char message[512] = "unknown error";
  if (table.open_partition(table.host, partition, &local->partition, message, sizeof(message)) !=
      0) {
    throw Error(std::string("quiver_scan: ") + message);
  }
  local->partition_number = partition;
  return true;
}

/// Gives the partition's next batch to the importer; at the partition's end closes it.
void ImportNextBatch(GlobalScan* global, LocalScan* local, duckdb_v2_context_handle context,
                     duckdb_v2_error_info_handle* err) {
  Released<ArrowArray> batch;
  if (local->partition.get_next(&local->partition, &batch) != 0) {
    const char* message = local->partition.get_last_error(&local->partition);
    throw Error(std::string("quiver_scan: ") + (message == nullptr ? "read error" : message));
  }
  if (batch.release == nullptr) {
    local->partition.Reset();
    global->partitions_done.fetch_add(1);
    return;
  }
  local->importer.Append(context, ValueOf(arrow::ImportRecordBatch(&batch, global->schema)), err);
}

void Execute(duckdb_v2_table_function_exec_info_handle info, duckdb_v2_context_handle context,
             duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    auto* global = GetState<GlobalScan>(duckdb_v2_table_function_exec_get_global_state, info, err);
    auto* local = GetState<LocalScan>(duckdb_v2_table_function_exec_get_local_state, info, err);
    duckdb_v2_data_chunk_handle output;
    Call(err, duckdb_v2_table_function_exec_get_output_chunk, info, &output);
    while (local->importer.Next(output, global->places, err) == 0) {
      if (local->partition.release != nullptr) {
        ImportNextBatch(global, local, context, err);
      } else if (!OpenNextPartition(global, local)) {
        return;
      }
    }
  });
}

void PartitionData(duckdb_v2_table_function_partition_data_info_handle info,
                   duckdb_v2_context_handle, duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    const auto* local =
        GetState<LocalScan>(duckdb_v2_table_function_partition_data_get_local_state, info, err);
    Call(err, duckdb_v2_table_function_partition_data_set_batch_index, info,
         static_cast<idx_t>(local->partition_number));
  });
}

void ReportProgress(duckdb_v2_table_function_progress_info_handle info, duckdb_v2_context_handle,
                    duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    const auto* global =
        GetState<GlobalScan>(duckdb_v2_table_function_progress_get_global_state, info, err);
    if (global->table.num_partitions == 0) return;
    const double done = static_cast<double>(global->partitions_done.load());
    Call(err, duckdb_v2_table_function_progress_set_progress, info,
         done / static_cast<double>(global->table.num_partitions));
  });
}

}  // namespace

void RegisterQuiverScan(duckdb_v2_extension_handle extension, duckdb_v2_context_handle context,
                        duckdb_v2_error_info_handle* err) {
  TableFunction function(extension, context, "quiver_scan", err);
  function.AddPositional("token", DUCKDB_V2_LOGICAL_TYPE_ID_VARCHAR);
  const auto handle = function.handle();
  Call(err, duckdb_v2_table_function_set_bind_callback, handle, Bind);
  Call(err, duckdb_v2_table_function_set_init_global_callback, handle, InitGlobal);
  Call(err, duckdb_v2_table_function_set_init_local_callback, handle, InitLocal);
  Call(err, duckdb_v2_table_function_set_exec_callback, handle, Execute);
  Call(err, duckdb_v2_table_function_set_partition_data_callback, handle, PartitionData);
  Call(err, duckdb_v2_table_function_set_progress_callback, handle, ReportProgress);
  function.Register();
}

}  // namespace quiver::duckdb_extension
