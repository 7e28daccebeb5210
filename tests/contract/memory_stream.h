#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <arrow/api.h>

#include "quiver/table_stream.h"

namespace quiver::testing {

/// A table whose partitions are vectors of batches, and which can be told to fail or to call back
/// when a batch is handed out.
class MemoryStream final : public TableStream {
 public:
  using Partition = std::vector<std::shared_ptr<arrow::RecordBatch>>;
  /// Called before batch number n (counted over all partitions) goes out; an error ends the reader.
  using BeforeBatch = std::function<arrow::Status(int64_t n)>;

  MemoryStream(TableDescription description, std::vector<Partition> partitions)
      : description_(std::move(description)), partitions_(std::move(partitions)) {}

  void set_before_batch(BeforeBatch before_batch) { before_batch_ = std::move(before_batch); }

  const TableDescription& description() const override { return description_; }
  TableDescription& mutable_description() { return description_; }
  int64_t num_partitions() const override { return static_cast<int64_t>(partitions_.size()); }

  int64_t num_rows() const override {
    int64_t rows = 0;
    for (const Partition& partition : partitions_) {
      for (const auto& batch : partition) rows += batch->num_rows();
    }
    return rows;
  }

  arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> OpenPartition(
      int64_t partition) override {
    return std::make_unique<Reader>(this, partitions_[partition]);
  }

 private:
  class Reader final : public arrow::RecordBatchReader {
   public:
    Reader(MemoryStream* stream, Partition batches)
        : stream_(stream), schema_(stream->schema()), batches_(std::move(batches)) {}

    std::shared_ptr<arrow::Schema> schema() const override { return schema_; }

    arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) override {
      *batch = nullptr;
      if (next_ == batches_.size()) return arrow::Status::OK();
      if (stream_->before_batch_) {
        ARROW_RETURN_NOT_OK(stream_->before_batch_(stream_->handed_out_++));
      }
      *batch = batches_[next_++];
      return arrow::Status::OK();
    }

   private:
    MemoryStream* stream_;
    std::shared_ptr<arrow::Schema> schema_;
    Partition batches_;
    size_t next_ = 0;
  };

  TableDescription description_;
  std::vector<Partition> partitions_;
  BeforeBatch before_batch_;
  std::atomic<int64_t> handed_out_{0};
};

/// A table `name` of `rows` rows, `rows_per_partition` in each partition: id int64 not null (0, 1,
/// 2, ...), word utf8 ("w0", NULL at every seventh), value double.
inline std::unique_ptr<MemoryStream> NumberedTable(const std::string& name, int64_t rows,
                                                   int64_t rows_per_partition) {
  auto schema =
      arrow::schema({arrow::field("id", arrow::int64(), /*nullable=*/false),
                     arrow::field("word", arrow::utf8()), arrow::field("value", arrow::float64())});
  std::vector<MemoryStream::Partition> partitions;
  for (int64_t begin = 0; begin < rows; begin += rows_per_partition) {
    arrow::Int64Builder id;
    arrow::StringBuilder word;
    arrow::DoubleBuilder value;
    const int64_t end = std::min(rows, begin + rows_per_partition);
    for (int64_t i = begin; i < end; ++i) {
      (void)id.Append(i);
      (void)(i % 7 == 6 ? word.AppendNull() : word.Append("w" + std::to_string(i)));
      (void)value.Append(static_cast<double>(i) / 4);
    }
    partitions.push_back({arrow::RecordBatch::Make(
        schema, end - begin, {*id.Finish(), *word.Finish(), *value.Finish()})});
  }
  TableDescription description;
  description.name = {"", name};
  description.schema = schema;
  return std::make_unique<MemoryStream>(std::move(description), std::move(partitions));
}

}  // namespace quiver::testing
