#include "arrow_table.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <mutex>
#include <utility>

#include "files/input.h"
#include "formats/ipc/ipc_file.h"
#include "formats/ipc/ipc_table_stream.h"
#include "quiver/statistics.h"

namespace quiver::duckdb_extension {
namespace {

class FileScan final : public ArrowScan {
 public:
  FileScan(std::unique_ptr<ipc::IpcTableStream> stream, int64_t batches, int64_t batches_skipped)
      : stream_(std::move(stream)), batches_(batches), batches_skipped_(batches_skipped) {}

  std::optional<int64_t> ClaimPart() override {
    const int64_t part = next_.fetch_add(1);
    if (part >= stream_->num_partitions()) return std::nullopt;
    return part;
  }
  arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> OpenPart(int64_t part) override {
    return stream_->OpenPartition(part);
  }
  int64_t batches_skipped() const override { return batches_skipped_; }
  int64_t batches_to_read() const override { return batches_; }
  int64_t PartBytes(int64_t part) const override { return stream_->PartitionBytes(part); }
  double progress() const override {
    const auto parts = static_cast<double>(stream_->num_partitions());
    return parts == 0 ? 1 : std::min(1.0, static_cast<double>(next_.load()) / parts);
  }

 private:
  const std::unique_ptr<ipc::IpcTableStream> stream_;
  const int64_t batches_;
  const int64_t batches_skipped_;
  std::atomic<int64_t> next_{0};
};

class FileTable final : public ArrowTable {
 public:
  static arrow::Result<std::shared_ptr<ArrowTable>> Open(std::shared_ptr<const ipc::IpcFile> file) {
    auto facts = file->ReadBatchFacts();
    if (!facts.ok()) return ipc::InFile(file->path(), facts.status());
    return std::shared_ptr<ArrowTable>(new FileTable(std::move(file), *std::move(facts)));
  }

  const std::shared_ptr<arrow::Schema>& schema() const override { return file_->schema(); }
  int64_t num_rows() const override { return num_rows_; }

  arrow::Result<std::unique_ptr<ArrowScan>> Scan(std::vector<int> columns,
                                                 const Predicate* predicate) override {
    std::vector<size_t> kept;
    for (size_t i = 0; i < facts_->size(); ++i) {
      if (predicate == nullptr || !CanSkip(*predicate, Statistics()[i])) kept.push_back(i);
    }
    TableDescription description;
    description.schema = schema();
    SourceOptions options;
    // Parts are as large as they are best read, and nothing is kept.
    options.batch_bytes = std::numeric_limits<int64_t>::max();
    auto stream = ipc::IpcTableStream::Open(file_, facts_, std::move(description),
                                            std::move(columns), kept, options);
    return std::make_unique<FileScan>(std::move(stream), kept.size(), facts_->size() - kept.size());
  }

 private:
  FileTable(std::shared_ptr<const ipc::IpcFile> file, std::vector<ipc::BatchFacts> facts)
      : file_(std::move(file)),
        facts_(std::make_shared<const std::vector<ipc::BatchFacts>>(std::move(facts))) {
    for (const ipc::BatchFacts& batch : *facts_) num_rows_ += batch.rows;
  }

  const std::vector<GroupStatistics>& Statistics() {
    std::call_once(statistics_read_, [&] { statistics_ = file_->Statistics(*facts_); });
    return statistics_;
  }

  const std::shared_ptr<const ipc::IpcFile> file_;
  const std::shared_ptr<const std::vector<ipc::BatchFacts>> facts_;
  int64_t num_rows_ = 0;
  std::once_flag statistics_read_;
  std::vector<GroupStatistics> statistics_;
};

}  // namespace

arrow::Result<std::shared_ptr<ArrowTable>> ArrowTable::Open(const std::string& path) {
  ARROW_ASSIGN_OR_RAISE(auto input, OpenInput(path));
  ARROW_ASSIGN_OR_RAISE(auto file, ipc::IpcFile::Open(path, std::move(input)));
  return FileTable::Open(std::move(file));
}

}  // namespace quiver::duckdb_extension
