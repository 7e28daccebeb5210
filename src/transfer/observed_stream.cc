#include "transfer/observed_stream.h"

#include <algorithm>
#include <utility>

#include <arrow/record_batch.h>
#include <arrow/util/byte_size.h>

namespace quiver {

class ObservedStream::Reader final : public arrow::RecordBatchReader {
 public:
  Reader(ObservedStream* stream, int64_t partition,
         std::unique_ptr<arrow::RecordBatchReader> reader, std::unique_ptr<RowHasher> hasher)
      : stream_(stream),
        partition_(partition),
        reader_(std::move(reader)),
        hasher_(std::move(hasher)) {}

  std::shared_ptr<arrow::Schema> schema() const override { return reader_->schema(); }

  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) override {
    Report();
    ARROW_RETURN_NOT_OK(reader_->ReadNext(batch));
    if (*batch == nullptr) {
      tally_.complete = true;
      stream_->PutDown(partition_, tally_);
      return arrow::Status::OK();
    }
    return Count(**batch);
  }

  arrow::Status Close() override { return reader_->Close(); }

 private:
  arrow::Status Count(const arrow::RecordBatch& batch) {
    ARROW_ASSIGN_OR_RAISE(const int64_t bytes, arrow::util::ReferencedBufferSize(batch));
    if (hasher_) ARROW_RETURN_NOT_OK(hasher_->Add(batch, &tally_.hash));
    tally_.rows += batch.num_rows();
    tally_.bytes += bytes;
    unreported_rows_ = batch.num_rows();
    unreported_bytes_ = bytes;
    return arrow::Status::OK();
  }

  // A batch is progress when the next one is asked for: who only looks at the first one of a
  // partition has not moved it.
  void Report() {
    if (unreported_rows_ == 0) return;
    stream_->progress_->Advanced(stream_->description().name, unreported_rows_, unreported_bytes_);
    unreported_rows_ = 0;
  }

  ObservedStream* stream_;
  int64_t partition_;
  std::unique_ptr<arrow::RecordBatchReader> reader_;
  std::unique_ptr<RowHasher> hasher_;
  Tally tally_;
  int64_t unreported_rows_ = 0;
  int64_t unreported_bytes_ = 0;
};

ObservedStream::ObservedStream(TableStream* stream, Hashing hashing, Progress* progress)
    : stream_(stream),
      hashing_(hashing),
      progress_(progress),
      partitions_(stream->num_partitions()) {}

arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> ObservedStream::OpenPartition(
    int64_t partition) {
  std::unique_ptr<RowHasher> hasher;
  if (hashing_ == Hashing::kOn) {
    ARROW_ASSIGN_OR_RAISE(hasher, RowHasher::Make(*schema()));
  }
  ARROW_ASSIGN_OR_RAISE(auto reader, stream_->OpenPartition(partition));
  return std::make_unique<Reader>(this, partition, std::move(reader), std::move(hasher));
}

void ObservedStream::PutDown(int64_t partition, const Tally& tally) {
  const std::lock_guard lock(mutex_);
  partitions_[partition] = tally;
}

ObservedStream::Tally ObservedStream::TallyFrom(int64_t first) const {
  const std::lock_guard lock(mutex_);
  Tally sum;
  sum.complete = true;
  for (size_t i = std::min<size_t>(first, partitions_.size()); i < partitions_.size(); ++i) {
    const Tally& partition = partitions_[i];
    sum.hash.Add(partition.hash);
    sum.rows += partition.rows;
    sum.bytes += partition.bytes;
    sum.complete = sum.complete && partition.complete;
  }
  return sum;
}

}  // namespace quiver
