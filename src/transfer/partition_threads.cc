#include "transfer/partition_threads.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace quiver {
namespace {

// What the threads share: the next partition that nobody has, and the first error.
class PartitionQueue {
 public:
  explicit PartitionQueue(PartitionRange range) : next_(range.begin), end_(range.end) {}

  // -1 when there is none, or something failed.
  int64_t Take() {
    if (failed_.load()) return -1;
    const int64_t partition = next_.fetch_add(1);
    return partition < end_ ? partition : -1;
  }

  void Fail(arrow::Status error) {
    const std::lock_guard lock(mutex_);
    if (error_.ok()) error_ = std::move(error);
    failed_.store(true);
  }

  // Once the threads are gone.
  arrow::Status error() const { return error_; }

 private:
  std::atomic<int64_t> next_;
  const int64_t end_;
  std::atomic<bool> failed_{false};
  std::mutex mutex_;
  arrow::Status error_;
};

}  // namespace

arrow::Status ReadPartitions(
    TableStream& table, PartitionRange range, int jobs,
    const std::function<arrow::Status(int64_t, arrow::RecordBatchReader&)>& read) {
  PartitionQueue queue(range);
  const auto read_one = [&](int64_t partition) -> arrow::Status {
    ARROW_ASSIGN_OR_RAISE(auto reader, table.OpenPartition(partition));
    return read(partition, *reader);
  };
  const auto work = [&] {
    for (int64_t partition; (partition = queue.Take()) >= 0;) {
      arrow::Status status;
      try {
        status = read_one(partition);
      } catch (const std::exception& exception) {
        status = arrow::Status::UnknownError(exception.what());
      }
      if (!status.ok()) queue.Fail(std::move(status));
    }
  };
  const int64_t threads = std::min<int64_t>(jobs, range.end - range.begin);
  std::vector<std::jthread> others;
  for (int64_t i = 1; i < threads; ++i) others.emplace_back(work);
  work();
  others.clear();
  return queue.error();
}

}  // namespace quiver
