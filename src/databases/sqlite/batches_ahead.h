#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include <arrow/record_batch.h>
#include <arrow/result.h>

#include "quiver/table_stream.h"

namespace quiver::sqlite {

/// The batches of a stream, partition after partition, read by a thread of its own while others
/// work on the last ones: a few batches ahead.
class BatchesAhead {
 public:
  explicit BatchesAhead(TableStream* stream);
  ~BatchesAhead();

  /// Null after the last one. The error of the stream as it was.
  arrow::Result<std::shared_ptr<arrow::RecordBatch>> Next();

 private:
  void ReadAll();
  arrow::Status ReadPartition(int64_t partition);
  bool Push(std::shared_ptr<arrow::RecordBatch> batch);

  TableStream* const stream_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<arrow::RecordBatch>> waiting_;
  arrow::Status status_;
  bool finished_ = false;
  bool abandoned_ = false;
  std::thread thread_;
};

}  // namespace quiver::sqlite
