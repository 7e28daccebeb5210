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

std::string TokenArgument(duckdb_v2_function_bind_info_handle info,
                          duckdb_v2_error_info_handle* err) {
  Owned<duckdb_v2_value_handle> value{duckdb_v2_value_destroy};
  Call(err, duckdb_v2_function_bind_get_arg_value, info, 0, value.out());
  duckdb_v2_str token;
  Call(err, duckdb_v2_value_get_varchar, value.get(), &token);
  return std::string(token.ptr, token.len);
}

void Bind(duckdb_v2_function_bind_info_handle info,
          duckdb_v2_table_function_bind_info_handle result, duckdb_v2_context_handle context,
          duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    const std::string token = TokenArgument(info, err);
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
    void* bound = nullptr;
    Call(err, duckdb_v2_table_function_init_global_get_bind_data, info, &bound);
    auto scan = std::make_unique<GlobalScan>();
    scan->table = static_cast<BoundScan*>(bound)->table;
    scan->schema = static_cast<BoundScan*>(bound)->schema;
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
    void* global = nullptr;
    Call(err, duckdb_v2_table_function_init_local_get_global_state, info, &global);
    auto scan = std::make_unique<LocalScan>(context, static_cast<GlobalScan*>(global)->schema, err);
    auto state = GiveToDuckDb(std::move(scan));
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
    void* global_state = nullptr;
    void* local_state = nullptr;
    duckdb_v2_data_chunk_handle output;
    Call(err, duckdb_v2_table_function_exec_get_global_state, info, &global_state);
    Call(err, duckdb_v2_table_function_exec_get_local_state, info, &local_state);
    Call(err, duckdb_v2_table_function_exec_get_output_chunk, info, &output);
    auto* global = static_cast<GlobalScan*>(global_state);
    auto* local = static_cast<LocalScan*>(local_state);
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
    void* local = nullptr;
    Call(err, duckdb_v2_table_function_partition_data_get_local_state, info, &local);
    Call(err, duckdb_v2_table_function_partition_data_set_batch_index, info,
         static_cast<idx_t>(static_cast<LocalScan*>(local)->partition_number));
  });
}

void ReportProgress(duckdb_v2_table_function_progress_info_handle info, duckdb_v2_context_handle,
                    duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    void* state = nullptr;
    Call(err, duckdb_v2_table_function_progress_get_global_state, info, &state);
    const auto* global = static_cast<GlobalScan*>(state);
    if (global->table.num_partitions == 0) return;
    const double done = static_cast<double>(global->partitions_done.load());
    Call(err, duckdb_v2_table_function_progress_set_progress, info,
         done / static_cast<double>(global->table.num_partitions));
  });
}

}  // namespace

void RegisterQuiverScan(duckdb_v2_extension_handle extension, duckdb_v2_context_handle context,
                        duckdb_v2_error_info_handle* err) {
  duckdb_v2_factory_handle factory;
  Call(err, duckdb_v2_context_get_factory, context, &factory);
  Owned<duckdb_v2_table_function_handle> function(duckdb_v2_table_function_destroy);
  Call(err, duckdb_v2_table_function_create, factory, function.out());
  const duckdb_v2_str name = Text("quiver_scan");
  Call(err, duckdb_v2_table_function_set_name, function.get(), &name);

  Owned<duckdb_v2_logical_type_handle> varchar(duckdb_v2_logical_type_destroy);
  Call(err, duckdb_v2_factory_create_type_from_id, factory, DUCKDB_V2_LOGICAL_TYPE_ID_VARCHAR,
       nullptr, nullptr, 0, varchar.out());
  duckdb_v2_function_signature_handle signature;
  Call(err, duckdb_v2_table_function_get_signature, function.get(), &signature);
  const duckdb_v2_str token = Text("token");
  Call(err, duckdb_v2_function_signature_add_parameter, signature, &token, varchar.get(), nullptr,
       DUCKDB_V2_FUNCTION_PARAMETER_KIND_POSITIONAL_ONLY);

  Call(err, duckdb_v2_table_function_set_bind_callback, function.get(), Bind);
  Call(err, duckdb_v2_table_function_set_init_global_callback, function.get(), InitGlobal);
  Call(err, duckdb_v2_table_function_set_init_local_callback, function.get(), InitLocal);
  Call(err, duckdb_v2_table_function_set_exec_callback, function.get(), Execute);
  Call(err, duckdb_v2_table_function_set_partition_data_callback, function.get(), PartitionData);
  Call(err, duckdb_v2_table_function_set_progress_callback, function.get(), ReportProgress);
  Call(err, duckdb_v2_extension_register_table_function, extension, function.get());
}

}  // namespace quiver::duckdb_extension
