#include "arrow_scan_stats.h"

#include <arrow/builder.h>

#include "arrow_result.h"
#include "rows_function.h"

namespace quiver::duckdb_extension {
namespace {

std::shared_ptr<arrow::Array> Finished(arrow::ArrayBuilder* builder) {
  return ValueOf(builder->Finish());
}

std::shared_ptr<arrow::RecordBatch> Stats(const ScanLog& log) {
  arrow::StringBuilder files;
  arrow::Int64Builder files_skipped;
  arrow::Int64Builder batches_read;
  arrow::Int64Builder batches_skipped;
  arrow::Int64Builder bytes_read;
  for (const auto& scan : log.Latest()) {
    Check(files.Append(scan->files));
    Check(files_skipped.Append(scan->files_skipped));
    Check(batches_read.Append(scan->batches_read));
    Check(batches_skipped.Append(scan->batches_skipped));
    Check(bytes_read.Append(scan->bytes_read));
  }
  const auto schema = arrow::schema({arrow::field("files", arrow::utf8()),
                                     arrow::field("files_skipped", arrow::int64()),
                                     arrow::field("batches_read", arrow::int64()),
                                     arrow::field("batches_skipped", arrow::int64()),
                                     arrow::field("bytes_read", arrow::int64())});
  const int64_t num_rows = files.length();
  return arrow::RecordBatch::Make(
      schema, num_rows,
      {Finished(&files), Finished(&files_skipped), Finished(&batches_read),
       Finished(&batches_skipped), Finished(&bytes_read)});
}

}  // namespace

void RegisterArrowScanStats(duckdb_v2_extension_handle extension, duckdb_v2_context_handle context,
                            const std::shared_ptr<DatabaseState>& database,
                            duckdb_v2_error_info_handle* err) {
  TableFunction function(extension, context, "arrow_scan_stats", err);
  GiveRows(
      &function,
      [database](const Arguments&, duckdb_v2_context_handle, duckdb_v2_error_info_handle*) {
        return Stats(database->scans);
      },
      err);
  function.Register();
}

}  // namespace quiver::duckdb_extension
