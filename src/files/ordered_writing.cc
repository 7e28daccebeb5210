#include "files/ordered_writing.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <arrow/util/byte_size.h>

namespace quiver {
namespace {

using Encoded = std::unique_ptr<TableFileWriter::Encoded>;

// One run of WriteInOrder: which partition is next to be read, whose turn it is to append, and what
// waits for its turn. Only the thread whose partition has the turn appends, and without the lock.
class OrderedWriting {
 public:
  OrderedWriting(TableStream& table, int64_t memory, const OrderedWork& work)
      : table_(table), memory_(memory), work_(work) {}

  // What every thread does until there is no partition left.
  void Work() {
    for (int64_t partition; (partition = Take()) >= 0;) {
      arrow::Status status;
      try {
        status = ReadPartition(partition);
      } catch (const std::exception& exception) {
        status = arrow::Status::UnknownError(exception.what());
      }
      if (!status.ok()) Fail(std::move(status));
    }
  }

  arrow::Status error() {
    const std::lock_guard lock(mutex_);
    return error_;
  }

 private:
  struct Waiting {
    std::deque<Encoded> batches;
    bool complete = false;
  };

  // A batch that did not fit into the one before.
  struct Pending {
    std::shared_ptr<arrow::RecordBatch> batch;
    bool at_end = false;
  };
  // What may be put together at once, of the memory for what waits.
  static constexpr int64_t kPartsOfMemory = 4;

  int64_t Take() {
    const std::lock_guard lock(mutex_);
    if (!error_.ok() || next_ >= table_.num_partitions()) return -1;
    return next_++;
  }

  void Fail(arrow::Status error) {
    const std::lock_guard lock(mutex_);
    if (error_.ok()) error_ = std::move(error);
    moved_.notify_all();
  }

  arrow::Status ReadPartition(int64_t partition) {
    ARROW_ASSIGN_OR_RAISE(auto reader, table_.OpenPartition(partition));
    for (Pending pending;;) {
      ARROW_ASSIGN_OR_RAISE(auto batch, NextRows(reader.get(), &pending));
      if (batch == nullptr) break;
      ARROW_ASSIGN_OR_RAISE(Encoded encoded, work_.encode(batch));
      batch.reset();
      ARROW_RETURN_NOT_OK(Pass(partition, std::move(encoded)));
    }
    reader.reset();
    return Complete(partition);
  }

  // The reader's next batch, with those after it that fit in; null at the end.
  arrow::Result<std::shared_ptr<arrow::RecordBatch>> NextRows(arrow::RecordBatchReader* reader,
                                                              Pending* pending) const {
    std::vector<std::shared_ptr<arrow::RecordBatch>> parts;
    int64_t rows = 0;
    int64_t bytes = 0;
    for (;;) {
      if (pending->batch == nullptr && !pending->at_end) {
        ARROW_RETURN_NOT_OK(reader->ReadNext(&pending->batch));
        pending->at_end = pending->batch == nullptr;
      }
      if (pending->at_end) break;
      rows += pending->batch->num_rows();
      ARROW_ASSIGN_OR_RAISE(const int64_t more, arrow::util::ReferencedBufferSize(*pending->batch));
      bytes += more;
      const bool fits = rows <= work_.rows_at_once && bytes <= memory_ / kPartsOfMemory;
      if (!parts.empty() && !fits) break;
      parts.push_back(std::move(pending->batch));
      pending->batch = nullptr;
      if (!fits) break;
    }
    if (parts.empty()) return nullptr;
    if (parts.size() == 1) return parts.front();
    return arrow::ConcatenateRecordBatches(parts);
  }

  // Appends the batch if it is this partition's turn, else leaves it for then. Where there is no
  // order it is always.
  arrow::Status Pass(int64_t partition, Encoded batch) {
    if (!table_.ordered()) {
      const std::lock_guard lock(appending_);
      ARROW_RETURN_NOT_OK(error());
      return work_.append(std::move(batch));
    }
    std::unique_lock lock(mutex_);
    if (turn_ != partition) {
      waiting_bytes_ += batch->bytes();
      waiting_[partition].batches.push_back(std::move(batch));
      moved_.wait(lock,
                  [&] { return turn_ == partition || waiting_bytes_ <= memory_ || !error_.ok(); });
    }
    ARROW_RETURN_NOT_OK(error_);
    if (turn_ != partition) return arrow::Status::OK();
    ARROW_RETURN_NOT_OK(AppendWaiting(partition, &lock));
    if (batch == nullptr) return arrow::Status::OK();
    lock.unlock();
    return work_.append(std::move(batch));
  }

  // After a partition's last batch: if it has the turn, the turn goes on, over all that are
  // complete, to the first whose thread is still reading.
  arrow::Status Complete(int64_t partition) {
    std::unique_lock lock(mutex_);
    waiting_[partition].complete = true;
    if (turn_ != partition) return error_;
    for (auto next = waiting_.find(turn_); next != waiting_.end() && next->second.complete;
         next = waiting_.find(turn_)) {
      ARROW_RETURN_NOT_OK(AppendWaiting(turn_, &lock));
      waiting_.erase(turn_);
      ++turn_;
      moved_.notify_all();
    }
    return error_;
  }

  // Holds the lock between batches only: nobody else touches the deque of the turn's partition
  // while its thread, or the one that hands on the turn, is here.
  arrow::Status AppendWaiting(int64_t partition, std::unique_lock<std::mutex>* lock) {
    std::deque<Encoded>& batches = waiting_[partition].batches;
    while (!batches.empty()) {
      Encoded batch = std::move(batches.front());
      batches.pop_front();
      waiting_bytes_ -= batch->bytes();
      lock->unlock();
      const arrow::Status status = work_.append(std::move(batch));
      lock->lock();
      ARROW_RETURN_NOT_OK(status);
      moved_.notify_all();
    }
    return arrow::Status::OK();
  }

  TableStream& table_;
  const int64_t memory_;
  const OrderedWork& work_;
  // Held while a batch of a table without order is appended.
  std::mutex appending_;
  std::mutex mutex_;
  std::condition_variable moved_;
  int64_t next_ = 0;
  int64_t turn_ = 0;
  int64_t waiting_bytes_ = 0;
  std::map<int64_t, Waiting> waiting_;
  arrow::Status error_;
};

}  // namespace

arrow::Status WriteInOrder(TableStream& table, int jobs, int64_t memory, const OrderedWork& work) {
  OrderedWriting writing(table, memory, work);
  const int64_t threads =
      std::clamp<int64_t>(jobs, 1, std::max<int64_t>(table.num_partitions(), 1));
  std::vector<std::jthread> others;
  for (int64_t i = 1; i < threads; ++i) others.emplace_back([&] { writing.Work(); });
  writing.Work();
  others.clear();
  return writing.error();
}

}  // namespace quiver
