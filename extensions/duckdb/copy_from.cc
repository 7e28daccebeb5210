#include "copy_from.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <arrow/c/bridge.h>
#include <arrow/util/string.h>

#include "arrow_result.h"
#include "batch_importer.h"
#include "bound_table.h"
#include "column_type.h"
#include "copy_format.h"
#include "current_tables.h"
#include "exact_cast.h"
#include "file_list.h"
#include "released.h"
#include "table_scan.h"

namespace quiver::duckdb_extension {
namespace {

using Importer = Owned<duckdb_v2_arrow_importer_handle>;

/// What a statement's bind finds out.
struct BoundCopyFrom {
  std::unique_ptr<BoundTable> table;
  /// By column, whether it has to be cast.
  std::vector<bool> casts;
};

/// How far the one thread has come.
struct CopyFromState {
  CopyFromState(const BoundCopyFrom& bound, std::vector<std::shared_ptr<ArrowTable>> tables,
                const std::vector<idx_t>& columns, ScanLog* log, duckdb_v2_error_info_handle* err)
      : scan(*bound.table, std::move(tables), columns, log, err) {}

  TableScan scan;
  std::optional<TableScan::Part> part;
  std::shared_ptr<arrow::RecordBatchReader> batches;
  Importer importer{duckdb_v2_arrow_importer_destroy};
  // The chunk handed out last: DuckDB reads its vectors until the next call.
  Owned<duckdb_v2_data_chunk_handle> chunk{duckdb_v2_data_chunk_destroy};
  bool importing = false;
};

void MakeImporter(const arrow::Schema& schema, duckdb_v2_context_handle context, Importer* importer,
                  duckdb_v2_error_info_handle* err) {
  Released<ArrowSchema> exported;
  Check(arrow::ExportSchema(schema, &exported));
  Call(err, duckdb_v2_arrow_importer_create, context, &exported, kVectorSize, importer->out());
}

std::string Joined(const std::vector<std::string>& names) {
  std::string joined;
  for (const std::string& name : names) joined += (joined.empty() ? "" : ", ") + name;
  return joined;
}

/// Compares the file's columns with the table's.
class ColumnMatch {
 public:
  ColumnMatch(duckdb_v2_copy_from_bind_info_handle info, const BoundTable& file,
              duckdb_v2_context_handle context, duckdb_v2_error_info_handle* err)
      : info_(info), file_(file), err_(err) {
    MakeImporter(*file.schema, context, &importer_, err);
  }

  std::vector<bool> Casts() const {
    idx_t count = 0;
    Call(err_, duckdb_v2_copy_from_bind_get_column_count, info_, &count);
    std::vector<std::string> names;
    for (idx_t i = 0; i < count; ++i) {
      duckdb_v2_identifier_t name;
      Call(err_, duckdb_v2_copy_from_bind_get_column_name, info_, i, &name);
      names.push_back(String(name));
    }
    CheckNames(names);
    Owned<duckdb_v2_schema_handle> schema(duckdb_v2_schema_destroy);
    Call(err_, duckdb_v2_arrow_importer_get_schema, importer_.get(), schema.out());
    std::vector<bool> casts;
    for (idx_t i = 0; i < count; ++i) casts.push_back(NeedsCast(schema.get(), i, names[i]));
    return casts;
  }

 private:
  void CheckNames(const std::vector<std::string>& names) const {
    const std::vector<std::string> in_file = file_.schema->field_names();
    if (in_file.size() != names.size()) {
      throw Error(Path() + ": it has " + std::to_string(in_file.size()) + " columns (" +
                  Joined(in_file) + "), and the table takes " + std::to_string(names.size()) +
                  " (" + Joined(names) + ")");
    }
    std::vector<std::string> left;
    std::vector<std::string> right;
    for (const std::string& name : in_file) left.push_back(arrow::internal::AsciiToLower(name));
    for (const std::string& name : names) right.push_back(arrow::internal::AsciiToLower(name));
    if (left == right) return;
    std::ranges::sort(left);
    std::ranges::sort(right);
    if (left == right) {
      throw Error(Path() + ": it has the table's columns in another order (" + Joined(in_file) +
                  "); take them by name: INSERT INTO ... BY NAME FROM read_arrow(...)");
    }
  }

  bool NeedsCast(duckdb_v2_schema_handle schema, idx_t column, const std::string& name) const {
    duckdb_v2_identifier_t name_in_file;
    duckdb_v2_logical_type_handle from;
    Call(err_, duckdb_v2_schema_get_field, schema, column, &name_in_file, &from);
    LogicalType to(duckdb_v2_logical_type_destroy);
    Call(err_, duckdb_v2_copy_from_bind_get_column_type, info_, column, to.out());
    bool equal = false;
    Call(err_, duckdb_v2_logical_type_is_equal, from, to.get(), &equal);
    if (!equal && !CastsExactly(from, to.get(), err_)) {
      throw Error(Path() + ": column " + String(name_in_file) + " is " + TypeText(from, err_) +
                  ", which may change when it becomes " + TypeText(to.get(), err_) + " (column " +
                  name + "); cast it: INSERT INTO ... SELECT ... FROM read_arrow(...)");
    }
    return !equal;
  }

  const std::string& Path() const { return file_.files.front().path; }

  const duckdb_v2_copy_from_bind_info_handle info_;
  const BoundTable& file_;
  duckdb_v2_error_info_handle* const err_;
  Importer importer_{duckdb_v2_arrow_importer_destroy};
};

void RefuseOptions(duckdb_v2_copy_from_bind_info_handle info, duckdb_v2_error_info_handle* err) {
  idx_t count = 0;
  Call(err, duckdb_v2_copy_from_bind_get_option_count, info, &count);
  if (count == 0) return;
  duckdb_v2_identifier_t name;
  Call(err, duckdb_v2_copy_from_bind_get_option_name, info, 0, &name);
  throw Error("COPY FROM has no option " + String(name) +
              " for this format, which says itself what it holds; read_arrow(...) has options");
}

/// The files of a path or a pattern. By name they have the same columns, all of them.
std::unique_ptr<BoundTable> BindFiles(const std::string& pattern, TableCache* open_tables,
                                      duckdb_v2_context_handle context,
                                      duckdb_v2_error_info_handle* err) {
  std::vector<NamedTable> tables;
  for (const std::string& path : FilesOf(pattern, context, err)) {
    tables.push_back({path, open_tables->Open(path, context, err)});
  }
  ReadOptions options;
  // What folders' names say is no column of the table.
  options.hive_partitioning = false;
  auto bound = BindTables(options, std::move(tables), context, err);
  for (const BoundFile& file : bound->files) {
    const arrow::Schema& schema = *file.table->schema();
    if (schema.num_fields() == bound->schema->num_fields()) continue;
    throw Error(file.path + ": it has " + std::to_string(schema.num_fields()) + " columns (" +
                Joined(schema.field_names()) + "), and " + bound->files.front().path + " has " +
                std::to_string(bound->schema->num_fields()));
  }
  return bound;
}

void Bind(duckdb_v2_copy_from_bind_info_handle info, duckdb_v2_context_handle context,
          duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    RefuseOptions(info, err);
    auto bound = std::make_unique<BoundCopyFrom>();
    const auto* format = GetState<CopyFormat>(duckdb_v2_copy_from_bind_get_user_data, info, err);
    duckdb_v2_str path;
    Call(err, duckdb_v2_copy_from_bind_get_file_path, info, &path);
    bound->table = BindFiles(String(path), &format->database->tables, context, err);
    bound->casts = ColumnMatch(info, *bound->table, context, err).Casts();
    const int64_t rows = bound->table->num_rows();
    if (rows >= 0) {
      Call(err, duckdb_v2_copy_from_bind_set_cardinality, info, static_cast<idx_t>(rows), true);
    }
    auto data = GiveToDuckDb(std::move(bound));
    Call(err, duckdb_v2_copy_from_bind_set_bind_data, info, &data);
  });
}

void InitGlobal(duckdb_v2_copy_from_init_global_info_handle info, duckdb_v2_context_handle context,
                duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    const auto* bound =
        GetState<BoundCopyFrom>(duckdb_v2_copy_from_init_global_get_bind_data, info, err);
    const auto* format =
        GetState<CopyFormat>(duckdb_v2_copy_from_init_global_get_user_data, info, err);
    std::vector<idx_t> columns;
    for (idx_t i = 0; i < bound->casts.size(); ++i) columns.push_back(i);
    auto& database = *format->database;
    auto state = std::make_unique<CopyFromState>(
        *bound, CurrentTables(*bound->table, &database.tables, context, err), columns,
        &database.scans, err);
    MakeImporter(*state->scan.schema(), context, &state->importer, err);
    Call(err, duckdb_v2_copy_from_init_global_set_max_threads, info, 1);
    auto data = GiveToDuckDb(std::move(state));
    Call(err, duckdb_v2_copy_from_init_global_set_global_state, info, &data);
  });
}

/// DuckDB has used the rows that it got before, where they lie in the file: were they all there?
void CheckRead(const CopyFromState& state) {
  if (state.part) Check(state.part->table->CheckWhole());
}

/// False at the end of the last file.
bool ImportNextBatch(CopyFromState* state, duckdb_v2_error_info_handle* err) {
  for (;;) {
    if (state->batches == nullptr) {
      auto part = state->scan.ClaimPart();
      if (!part) return false;
      state->part = *std::move(part);
      state->batches = state->scan.OpenPart(*state->part);
    }
    std::shared_ptr<arrow::RecordBatch> batch;
    Check(state->batches->ReadNext(&batch));
    if (batch == nullptr) {
      state->batches.reset();
      continue;
    }
    Released<ArrowArray> exported;
    Check(arrow::ExportRecordBatch(*state->scan.Imported(*state->part, *batch), &exported));
    Call(err, duckdb_v2_arrow_importer_append, state->importer.get(), &exported, /*consume=*/true,
         /*flush=*/true);
    state->importing = true;
    return true;
  }
}

/// The cast's error, with the file and the column.
void CastColumn(const CopyFromState& state, idx_t column, duckdb_v2_factory_handle factory,
                duckdb_v2_vector_handle from, duckdb_v2_vector_handle to) {
  Owned<duckdb_v2_error_info_handle> error(duckdb_v2_error_info_destroy);
  if (duckdb_v2_vector_cast(factory, from, to, DUCKDB_V2_CAST_MODE_NORMAL, nullptr, nullptr,
                            error.out()) == DUCKDB_V2_ERROR_NONE) {
    return;
  }
  duckdb_v2_str text = Text("it can't be cast");
  if (error.get() != nullptr) duckdb_v2_error_info_get_raw_text(error.get(), &text);
  throw Error(state.part->file->path + ": column " +
              state.scan.schema()->field(static_cast<int>(column))->name() + ": " + String(text));
}

void Execute(duckdb_v2_copy_from_exec_info_handle info, duckdb_v2_context_handle context,
             duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    const auto* bound = GetState<BoundCopyFrom>(duckdb_v2_copy_from_exec_get_bind_data, info, err);
    auto* state = GetState<CopyFromState>(duckdb_v2_copy_from_exec_get_global_state, info, err);
    duckdb_v2_data_chunk_handle output;
    Call(err, duckdb_v2_copy_from_exec_get_output_chunk, info, &output);
    duckdb_v2_factory_handle factory;
    Call(err, duckdb_v2_context_get_factory, context, &factory);
    CheckRead(*state);
    for (;;) {
      if (!state->importing && !ImportNextBatch(state, err)) return;
      CheckRead(*state);
      Call(err, duckdb_v2_arrow_importer_next_chunk, state->importer.get(), state->chunk.out());
      state->importing = state->chunk.get() != nullptr;
      if (state->importing) break;
    }
    idx_t rows = 0;
    Call(err, duckdb_v2_data_chunk_get_size, state->chunk.get(), &rows);
    for (idx_t i = 0; i < bound->casts.size(); ++i) {
      duckdb_v2_vector_handle from;
      duckdb_v2_vector_handle to;
      Call(err, duckdb_v2_data_chunk_get_vector, state->chunk.get(), i, &from);
      Call(err, duckdb_v2_data_chunk_get_vector, output, i, &to);
      if (bound->casts[i]) {
        CastColumn(*state, i, factory, from, to);
      } else {
        Call(err, duckdb_v2_vector_reference, to, from);
      }
      Call(err, duckdb_v2_vector_set_size, to, rows);
    }
  });
}

void ReportProgress(duckdb_v2_copy_from_progress_info_handle info, duckdb_v2_context_handle,
                    duckdb_v2_error_info_handle* err) {
  Guarded(err, [&] {
    const auto* state =
        GetState<CopyFromState>(duckdb_v2_copy_from_progress_get_global_state, info, err);
    Call(err, duckdb_v2_copy_from_progress_set_progress, info, state->scan.progress());
  });
}

}  // namespace

void AddCopyFrom(duckdb_v2_copy_function_handle function, duckdb_v2_error_info_handle* err) {
  Call(err, duckdb_v2_copy_from_set_bind_callback, function, Bind);
  Call(err, duckdb_v2_copy_from_set_init_global_callback, function, InitGlobal);
  Call(err, duckdb_v2_copy_from_set_exec_callback, function, Execute);
  Call(err, duckdb_v2_copy_from_set_progress_callback, function, ReportProgress);
}

}  // namespace quiver::duckdb_extension
