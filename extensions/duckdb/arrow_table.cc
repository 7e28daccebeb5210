#include "arrow_table.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <mutex>
#include <string_view>
#include <utility>

#include <arrow/array.h>

#include "files/input.h"
#include "formats/ipc/ipc_file.h"
#include "formats/ipc/ipc_table_stream.h"
#include "formats/ipc/stream_index.h"
#include "guarded_mapping.h"
#include "quiver/statistics.h"
#include "stream_table.h"

namespace quiver::duckdb_extension {
namespace {

class FileScan final : public ArrowScan {
 public:
  FileScan(std::unique_ptr<ipc::IpcTableStream> stream, int64_t batches_skipped)
      : stream_(std::move(stream)), batches_skipped_(batches_skipped) {}

  std::optional<int64_t> ClaimPart() override {
    const int64_t part = next_.fetch_add(1);
    if (part >= stream_->num_partitions()) return std::nullopt;
    return part;
  }
  arrow::Result<Part> OpenPart(int64_t part) override {
    Part opened;
    ARROW_ASSIGN_OR_RAISE(opened.batches, stream_->OpenPartition(part));
    const auto size = stream_->SizeOf(part);
    opened.num_batches = size.batches;
    opened.bytes = size.bytes;
    return opened;
  }
  int64_t batches_skipped() const override { return batches_skipped_; }
  double progress() const override {
    const auto parts = static_cast<double>(stream_->num_partitions());
    return parts == 0 ? 1 : std::min(1.0, static_cast<double>(next_.load()) / parts);
  }

 private:
  const std::unique_ptr<ipc::IpcTableStream> stream_;
  const int64_t batches_skipped_;
  std::atomic<int64_t> next_{0};
};

class FileTable final : public ArrowTable {
 public:
  // `mapping` is what the file is read from, or null.
  static arrow::Result<std::shared_ptr<ArrowTable>> Open(
      std::shared_ptr<const ipc::IpcFile> file, std::shared_ptr<const GuardedMapping> mapping) {
    auto facts = file->ReadBatchFacts();
    if (!facts.ok()) return ipc::InFile(file->path(), facts.status());
    std::shared_ptr<ArrowTable> table(
        new FileTable(std::move(file), std::move(mapping), *std::move(facts)));
    ARROW_RETURN_NOT_OK(table->CheckWhole());
    return table;
  }

  arrow::Result<std::shared_ptr<arrow::Array>> DictionaryOf(int column) override {
    // Dictionaries are read before the first batch, all of them.
    ARROW_ASSIGN_OR_RAISE(const auto scan, Scan({column}, nullptr));
    const auto part = scan->ClaimPart();
    if (!part) return nullptr;
    ARROW_ASSIGN_OR_RAISE(const auto opened, scan->OpenPart(*part));
    ARROW_ASSIGN_OR_RAISE(const auto batch, opened.batches->Next());
    if (batch == nullptr || batch->column(0)->type_id() != arrow::Type::DICTIONARY) return nullptr;
    return static_cast<const arrow::DictionaryArray&>(*batch->column(0)).dictionary();
  }

  arrow::Status CheckWhole() const override {
    return mapping_ == nullptr ? arrow::Status::OK() : mapping_->CheckWhole();
  }
  bool has_changed() const override { return mapping_ != nullptr && mapping_->has_changed(); }

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
    return std::make_unique<FileScan>(std::move(stream),
                                      static_cast<int64_t>(facts_->size() - kept.size()));
  }

 private:
  FileTable(std::shared_ptr<const ipc::IpcFile> file, std::shared_ptr<const GuardedMapping> mapping,
            std::vector<ipc::BatchFacts> facts)
      : file_(std::move(file)),
        mapping_(std::move(mapping)),
        facts_(std::make_shared<const std::vector<ipc::BatchFacts>>(std::move(facts))) {
    for (const ipc::BatchFacts& batch : *facts_) num_rows_ += batch.rows;
  }

  const std::vector<GroupStatistics>& Statistics() {
    std::call_once(statistics_read_, [&] { statistics_ = file_->Statistics(*facts_); });
    return statistics_;
  }

  const std::shared_ptr<const ipc::IpcFile> file_;
  const std::shared_ptr<const GuardedMapping> mapping_;
  const std::shared_ptr<const std::vector<ipc::BatchFacts>> facts_;
  int64_t num_rows_ = 0;
  std::once_flag statistics_read_;
  std::vector<GroupStatistics> statistics_;
};

arrow::Result<std::shared_ptr<ArrowTable>> OpenByContent(
    const std::string& path, std::shared_ptr<arrow::io::RandomAccessFile> input,
    std::shared_ptr<const GuardedMapping> mapping) {
  ARROW_ASSIGN_OR_RAISE(const auto begin, input->ReadAt(0, 8));
  const std::string_view magic(*begin);
  if (magic.starts_with("FEA1")) {
    return arrow::Status::NotImplemented(
        path, ": it is Feather version 1, which is no Arrow IPC; write it again as version 2");
  }
  if (magic.starts_with(ipc::kFileMagic)) {
    ARROW_ASSIGN_OR_RAISE(auto file, ipc::IpcFile::Open(path, std::move(input)));
    return FileTable::Open(std::move(file), std::move(mapping));
  }
  if (!input->supports_zero_copy()) return OpenStreamTable(path, std::move(input), nullptr);
  auto index = ipc::IndexStream(input);
  if (!index.ok()) {
    return ipc::InFile(path, index.status().WithMessage(
                                 "it is no Arrow IPC file, which begins with \"", ipc::kFileMagic,
                                 "\", and no stream: ", index.status().message()));
  }
  if (!*index) return OpenStreamTable(path, std::move(input), std::move(mapping));
  return FileTable::Open(ipc::IpcFile::OpenIndexed(path, std::move(input), **std::move(index)),
                         std::move(mapping));
}

}  // namespace

arrow::Result<std::shared_ptr<ArrowTable>> ArrowTable::Open(const std::string& path) {
  // A pipe has no end to begin from.
  if (IsStreamOnly(path)) return OpenStreamTable(path, nullptr, nullptr);
  ARROW_ASSIGN_OR_RAISE(const auto mapping, GuardedMapping::Open(path));
  return OpenByContent(path, mapping->input(), mapping);
}

arrow::Result<std::shared_ptr<ArrowTable>> ArrowTable::OpenInput(
    const std::string& name, std::shared_ptr<arrow::io::RandomAccessFile> input) {
  return OpenByContent(name, std::move(input), nullptr);
}

}  // namespace quiver::duckdb_extension
