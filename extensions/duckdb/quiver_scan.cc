#include "quiver_scan.h"

#include <atomic>
#include <cstring>
#include <string>

#include "released.h"
#include "shared_tables.h"

namespace quiver::duckdb_extension {
namespace {

constexpr idx_t kVectorSize = 2048;

using Importer = Owned<duckdb_v2_arrow_importer_handle>;

/// What a statement's bind finds out: the table behind the token.
struct BoundScan {
  QuiverSharedTable table;
};

/// What the threads of one scan share: which partition comes next.
struct GlobalScan {
  QuiverSharedTable table;
  std::atomic<int64_t> next_partition{0};
  std::atomic<int64_t> partitions_done{0};
};

/// What one thread works at: a partition, and the chunks of its current batch.
struct LocalScan {
  Importer importer{duckdb_v2_arrow_importer_destroy};
  Released<ArrowArrayStream> partition;
  // The chunk handed out last: DuckDB reads its vectors until the next call.
  Owned<duckdb_v2_data_chunk_handle> chunk{duckdb_v2_data_chunk_destroy};
  int64_t partition_number = 0;
  bool importing = false;
};

void MakeImporter(const QuiverSharedTable& table, duckdb_v2_context_handle context,
                  Importer* importer, duckdb_v2_error_info_handle* err) {
  Released<ArrowSchema> schema;
  if (table.get_schema(table.host, &schema) != 0) {
    throw Error("quiver_scan: the shared table has no schema");
  }
  Call(err, duckdb_v2_arrow_importer_create, context, &schema, kVectorSize, importer->out());
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
    Importer importer(duckdb_v2_arrow_importer_destroy);
    MakeImporter(*table, context, &importer, err);
    Owned<duckdb_v2_schema_handle> schema(duckdb_v2_schema_destroy);
    Call(err, duckdb_v2_arrow_importer_get_schema, importer.get(), schema.out());
    idx_t columns = 0;
    Call(err, duckdb_v2_schema_get_count, schema.get(), &columns);
    for (idx_t i = 0; i < columns; ++i) {
      duckdb_v2_identifier_t name;
      duckdb_v2_logical_type_handle type;
      Call(err, duckdb_v2_schema_get_field, schema.get(), i, &name, &type);
      Call(err, duckdb_v2_table_function_bind_add_result_column, result, &name, type);
    }
    if (table->num_rows >= 0) {
      Call(err, duckdb_v2_table_function_bind_set_cardinality, result,
           static_cast<idx_t>(table->num_rows), true);
    }
    auto bound = GiveToDuckDb(std::make_unique<BoundScan>(BoundScan{*table}));
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
    auto scan = std::make_unique<LocalScan>();
    MakeImporter(static_cast<GlobalScan*>(global)->table, context, &scan->importer, err);
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
void ImportNextBatch(GlobalScan* global, LocalScan* local, duckdb_v2_error_info_handle* err) {
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
  Call(err, duckdb_v2_arrow_importer_append, local->importer.get(), &batch, /*consume=*/true,
       /*flush=*/true);
  local->importing = true;
}

/// False when the batch has no rows left.
bool NextChunk(LocalScan* local, duckdb_v2_data_chunk_handle output,
               duckdb_v2_error_info_handle* err) {
  Call(err, duckdb_v2_arrow_importer_next_chunk, local->importer.get(), local->chunk.out());
  if (local->chunk.get() == nullptr) return false;
  idx_t rows = 0;
  idx_t columns = 0;
  Call(err, duckdb_v2_data_chunk_get_size, local->chunk.get(), &rows);
  Call(err, duckdb_v2_data_chunk_get_vector_count, local->chunk.get(), &columns);
  for (idx_t i = 0; i < columns; ++i) {
    duckdb_v2_vector_handle from;
    duckdb_v2_vector_handle to;
    Call(err, duckdb_v2_data_chunk_get_vector, local->chunk.get(), i, &from);
    Call(err, duckdb_v2_data_chunk_get_vector, output, i, &to);
    Call(err, duckdb_v2_vector_reference, to, from);
    Call(err, duckdb_v2_vector_set_size, to, rows);
  }
  return rows > 0;
}

void Execute(duckdb_v2_table_function_exec_info_handle info, duckdb_v2_context_handle,
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
    while (true) {
      if (local->importing) {
        if (NextChunk(local, output, err)) return;
        local->importing = false;
      } else if (local->partition.release != nullptr) {
        ImportNextBatch(global, local, err);
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
