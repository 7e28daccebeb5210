#include "databases/duckdb/partition_export.h"

#include <cerrno>
#include <cstdio>
#include <utility>

#include <arrow/c/bridge.h>
#include <arrow/record_batch.h>

#include "databases/duckdb/value_checks.h"

namespace quiver::duckdb {
namespace {

// Different for every export of the process, so that no statement reads another's table.
std::string NewToken() {
  static std::atomic<uint64_t> next{0};
  return "quiver-" + std::to_string(next.fetch_add(1));
}

}  // namespace

/// Reads a partition, stops when asked to, and refuses values that DuckDB would change.
class PartitionExport::Reader final : public arrow::RecordBatchReader {
 public:
  Reader(PartitionExport* table, std::unique_ptr<arrow::RecordBatchReader> reader)
      : table_(table), reader_(std::move(reader)) {}

  std::shared_ptr<arrow::Schema> schema() const override { return reader_->schema(); }

  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) override {
    return table_->Remember(ReadAndCheck(batch));
  }

 private:
  arrow::Status ReadAndCheck(std::shared_ptr<arrow::RecordBatch>* batch) {
    ARROW_RETURN_NOT_OK(table_->stop_.Poll());
    ARROW_RETURN_NOT_OK(reader_->ReadNext(batch));
    if (*batch == nullptr) return arrow::Status::OK();
    return CheckValues(table_->stream_->description().name, **batch);
  }

  PartitionExport* const table_;
  const std::unique_ptr<arrow::RecordBatchReader> reader_;
};

PartitionExport::PartitionExport(const ExtensionFunctions& functions, TableStream* stream,
                                 int64_t begin, arrow::StopToken stop)
    : functions_(functions),
      stream_(stream),
      begin_(begin),
      stop_(std::move(stop)),
      token_(NewToken()) {}

arrow::Result<std::unique_ptr<PartitionExport>> PartitionExport::Make(
    const ExtensionFunctions& functions, TableStream* stream, int64_t begin, int64_t end,
    arrow::StopToken stop) {
  std::unique_ptr<PartitionExport> table(
      new PartitionExport(functions, stream, begin, std::move(stop)));
  QuiverSharedTable shared;
  shared.host = table.get();
  const bool all_partitions = begin == 0 && end == stream->num_partitions();
  shared.num_rows = all_partitions ? stream->num_rows() : -1;
  shared.num_partitions = end - begin;
  shared.get_schema = &GetSchema;
  shared.open_partition = &OpenPartition;
  if (functions.share_table(table->token_.c_str(), &shared) != 0) {
    return arrow::Status::OutOfMemory("no memory to share a table with DuckDB");
  }
  return table;
}

PartitionExport::~PartitionExport() { functions_.unshare_table(token_.c_str()); }

std::string PartitionExport::sql() const { return "quiver_scan('" + token_ + "')"; }

arrow::Status PartitionExport::first_error() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return first_error_;
}

arrow::Status PartitionExport::Remember(arrow::Status status) {
  if (status.ok()) return status;
  const std::lock_guard<std::mutex> lock(mutex_);
  if (first_error_.ok()) first_error_ = status;
  return status;
}

int PartitionExport::GetSchema(void* host, ArrowSchema* out) {
  auto* table = static_cast<PartitionExport*>(host);
  const auto status = table->Remember(arrow::ExportSchema(*table->stream_->schema(), out));
  return status.ok() ? 0 : EINVAL;
}

int PartitionExport::OpenPartition(void* host, int64_t partition, ArrowArrayStream* out,
                                   char* message, int64_t message_size) {
  auto* table = static_cast<PartitionExport*>(host);
  const auto open = [&]() -> arrow::Status {
    ARROW_RETURN_NOT_OK(table->stop_.Poll());
    ARROW_ASSIGN_OR_RAISE(auto reader, table->stream_->OpenPartition(table->begin_ + partition));
    return arrow::ExportRecordBatchReader(std::make_shared<Reader>(table, std::move(reader)), out);
  };
  const arrow::Status status = table->Remember(open());
  if (status.ok()) return 0;
  std::snprintf(message, message_size, "%s", status.message().c_str());
  return EIO;
}

}  // namespace quiver::duckdb
