#include "databases/sqlite/batches_ahead.h"

#include <utility>

namespace quiver::sqlite {
namespace {

constexpr size_t kAhead = 2;

}  // namespace

BatchesAhead::BatchesAhead(TableStream* stream) : stream_(stream), thread_([this] { ReadAll(); }) {}

BatchesAhead::~BatchesAhead() {
  {
    const std::lock_guard lock(mutex_);
    abandoned_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void BatchesAhead::ReadAll() {
  arrow::Status status;
  for (int64_t i = 0; status.ok() && i < stream_->num_partitions(); ++i) status = ReadPartition(i);
  const std::lock_guard lock(mutex_);
  status_ = std::move(status);
  finished_ = true;
  changed_.notify_all();
}

arrow::Status BatchesAhead::ReadPartition(int64_t partition) {
  ARROW_ASSIGN_OR_RAISE(const auto reader, stream_->OpenPartition(partition));
  while (true) {
    ARROW_ASSIGN_OR_RAISE(auto batch, reader->Next());
    if (batch == nullptr) return arrow::Status::OK();
    if (!Push(std::move(batch))) return arrow::Status::Cancelled("nobody takes the rows");
  }
}

bool BatchesAhead::Push(std::shared_ptr<arrow::RecordBatch> batch) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return abandoned_ || waiting_.size() < kAhead; });
  if (abandoned_) return false;
  waiting_.push_back(std::move(batch));
  changed_.notify_all();
  return true;
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> BatchesAhead::Next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return finished_ || !waiting_.empty(); });
  if (waiting_.empty()) {
    ARROW_RETURN_NOT_OK(status_);
    return nullptr;
  }
  auto batch = std::move(waiting_.front());
  waiting_.pop_front();
  changed_.notify_all();
  return batch;
}

}  // namespace quiver::sqlite
