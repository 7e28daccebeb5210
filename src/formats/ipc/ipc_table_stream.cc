#include "formats/ipc/ipc_table_stream.h"

#include <algorithm>
#include <utility>

#include <arrow/ipc/reader.h>
#include <arrow/util/byte_size.h>
#include <arrow/util/key_value_metadata.h>
#include <fmt/format.h>

#include "core/projected_stream.h"
#include "core/statistics_metadata.h"
#include "quiver/statistics.h"

namespace quiver::ipc {
namespace {

// What a partition holds at least, if there is so much. Not a matter of the budget: partitions
// depend on the file alone.
constexpr int64_t kPartitionRows = 122'880;
constexpr int64_t kPartitionBytes = int64_t{16} << 20;

// Whether a slice can be checked without looking at the rest: the children of nested arrays are
// checked whole.
bool IsFlat(const arrow::Schema& schema) {
  return std::ranges::all_of(schema.fields(), [](const auto& field) {
    return field->type()->num_fields() == 0 && field->type()->id() != arrow::Type::EXTENSION &&
           field->type()->id() != arrow::Type::DICTIONARY;
  });
}

class PartitionReader final : public arrow::RecordBatchReader {
 public:
  PartitionReader(IpcTableStream* stream, const std::vector<IpcTableStream::Part>& parts)
      : stream_(stream), parts_(parts) {}

  std::shared_ptr<arrow::Schema> schema() const override { return stream_->schema(); }

  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* out) override {
    ARROW_RETURN_NOT_OK(stream_->options().stop.Poll());
    for (;;) {
      *out = slices_.Next();
      if (*out != nullptr || next_part_ == parts_.size()) return arrow::Status::OK();
      const auto& part = parts_[next_part_++];
      ARROW_ASSIGN_OR_RAISE(auto batch, stream_->Read(part));
      const int64_t most_rows = stream_->MostRowsOf(part, *batch);
      slices_.Set(std::move(batch), most_rows);
    }
  }

 private:
  IpcTableStream* const stream_;
  const std::vector<IpcTableStream::Part>& parts_;
  size_t next_part_ = 0;
  BatchSlicer slices_;
};

}  // namespace

arrow::Result<std::unique_ptr<TableStream>> IpcTableStream::Open(
    std::shared_ptr<const IpcFile> file, TableDescription description, const Scan& scan,
    const SourceOptions& options) {
  std::optional<std::vector<int>> columns;
  if (scan.columns) {
    ARROW_ASSIGN_OR_RAISE(columns, FindColumns(description, *scan.columns));
  }
  auto read = file->ReadBatchFacts();
  if (!read.ok()) return InFile(file->path(), read.status());
  const auto facts = std::make_shared<const std::vector<BatchFacts>>(*std::move(read));
  std::vector<GroupStatistics> statistics;
  if (scan.predicate) statistics = file->Statistics(*facts);
  std::vector<size_t> kept;
  for (size_t i = 0; i < facts->size(); ++i) {
    if (!scan.predicate || !CanSkip(*scan.predicate, statistics[i])) kept.push_back(i);
  }
  return Open(std::move(file), facts, std::move(description), std::move(columns), kept, options);
}

std::unique_ptr<IpcTableStream> IpcTableStream::Open(
    std::shared_ptr<const IpcFile> file, std::shared_ptr<const std::vector<BatchFacts>> facts,
    TableDescription description, std::optional<std::vector<int>> columns,
    const std::vector<size_t>& batches, const SourceOptions& options) {
  std::unique_ptr<IpcTableStream> stream(
      new IpcTableStream(std::move(file), std::move(facts), options));
  if (columns) description = ProjectDescription(description, *columns);
  stream->projection_ = {std::move(columns), description.schema};
  stream->description_ = std::move(description);
  stream->NameMetadataOfBatches();
  stream->Partition(batches);
  return stream;
}

void IpcTableStream::NameMetadataOfBatches() {
  for (const BatchFacts& batch : *facts_) {
    if (batch.metadata == nullptr) continue;
    for (const std::string& key : batch.metadata->keys()) {
      // Arrow's own are about how the batch is stored, and statistics are written anew.
      if (key.starts_with("ARROW:") || IsPgStromStatisticsKey(key)) continue;
      description_.not_carried.push_back(
          fmt::format("{}: metadata of single record batches (\"{}\") are not copied",
                      description_.name.ToString(), key));
      return;
    }
  }
}

void IpcTableStream::Partition(const std::vector<size_t>& batches) {
  const bool divisible = IsFlat(*schema());
  int64_t rows = 0;
  int64_t bytes = 0;
  bool open = false;
  for (const size_t i : batches) {
    const int64_t batch_rows = (*facts_)[i].rows;
    const int64_t batch_bytes = file_->footer().batches[i].body_bytes;
    if (batch_rows == 0) continue;
    if (divisible && !(*facts_)[i].compressed && batch_rows > 2 * kPartitionRows) {
      for (int64_t begin = 0; begin < batch_rows; begin += kPartitionRows) {
        partitions_.push_back({{i, begin, std::min(begin + kPartitionRows, batch_rows)}});
      }
      open = false;
      continue;
    }
    if (!open) {
      partitions_.emplace_back();
      rows = 0;
      bytes = 0;
    }
    partitions_.back().push_back({i, 0, batch_rows});
    rows += batch_rows;
    bytes += batch_bytes;
    open = rows < kPartitionRows && bytes < kPartitionBytes;
  }
}

int64_t IpcTableStream::num_rows() const {
  int64_t rows = 0;
  for (const auto& partition : partitions_) {
    for (const Part& part : partition) rows += part.end - part.begin;
  }
  return rows;
}

IpcTableStream::PartitionSize IpcTableStream::SizeOf(int64_t partition) const {
  PartitionSize size;
  for (const Part& part : partitions_[partition]) {
    const BatchFacts& batch = (*facts_)[part.batch];
    if (part.begin == 0) ++size.batches;
    int64_t whole = 0;
    for (size_t i = 0; i < batch.column_bytes.size(); ++i) {
      const auto column = static_cast<int>(i);
      if (!projection_.columns || std::ranges::count(*projection_.columns, column) > 0) {
        whole += batch.column_bytes[i];
      }
    }
    const double share =
        static_cast<double>(part.end - part.begin) / static_cast<double>(batch.rows);
    size.bytes += static_cast<int64_t>(static_cast<double>(whole) * share);
  }
  return size;
}

int64_t IpcTableStream::MostRowsOf(const Part& part, const arrow::RecordBatch& batch) const {
  // A part has the buffers of the whole.
  return MostRows((*facts_)[part.batch].rows, arrow::util::TotalBufferSize(batch), options_);
}

arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> IpcTableStream::OpenPartition(
    int64_t partition) {
  return std::make_unique<PartitionReader>(this, partitions_[partition]);
}

arrow::Result<IpcTableStream::BatchReader> IpcTableStream::TakeReader() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_readers_.empty()) {
      BatchReader reader = std::move(idle_readers_.back());
      idle_readers_.pop_back();
      return reader;
    }
  }
  auto options = arrow::ipc::IpcReadOptions::Defaults();
  options.included_fields = projection_.ToRead();
  // Partitions are read in parallel already.
  options.use_threads = false;
  options.ensure_alignment = arrow::ipc::Alignment::kDataTypeSpecificAlignment;
  auto messages = std::make_unique<BlockMessageReader>(file_, options.included_fields);
  BlockMessageReader* const requests = messages.get();
  ARROW_ASSIGN_OR_RAISE(auto batches,
                        arrow::ipc::RecordBatchStreamReader::Open(std::move(messages), options));
  return BatchReader{requests, std::move(batches)};
}

void IpcTableStream::GiveBack(BatchReader reader) {
  const std::lock_guard lock(mutex_);
  idle_readers_.push_back(std::move(reader));
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> IpcTableStream::ReadWhole(size_t batch) {
  // After an error a reader is in an unknown state, and not given back.
  ARROW_ASSIGN_OR_RAISE(BatchReader reader, TakeReader());
  reader.messages->Request(batch);
  std::shared_ptr<arrow::RecordBatch> read;
  ARROW_RETURN_NOT_OK(reader.batches->ReadNext(&read));
  if (read == nullptr) return arrow::Status::Invalid("its dictionaries are not there");
  GiveBack(std::move(reader));
  return projection_.Apply(*read);
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> IpcTableStream::Read(const Part& part) {
  if (schema()->num_fields() == 0) {
    return arrow::RecordBatch::Make(schema(), part.end - part.begin, arrow::ArrayVector());
  }
  const auto read = [&]() -> arrow::Result<std::shared_ptr<arrow::RecordBatch>> {
    ARROW_ASSIGN_OR_RAISE(auto batch, ReadWhole(part.batch));
    // Its columns are not sound before they were checked: not even Slice may look at them.
    ARROW_RETURN_NOT_OK(batch->Validate());
    batch = batch->Slice(part.begin, part.end - part.begin);
    ARROW_RETURN_NOT_OK(CheckValues(*batch));
    return batch;
  };
  auto batch = read();
  if (batch.ok()) return batch;
  return InFile(file_->path(),
                batch.status().WithMessage(fmt::format(
                    "record batch {} at byte {}: {}", part.batch + 1,
                    file_->footer().batches[part.batch].offset, batch.status().message())));
}

}  // namespace quiver::ipc
