#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

#include <arrow/util/cancel.h>

#include "databases/duckdb/connection.h"

namespace quiver::duckdb {

/// While it lives, a stop that is requested interrupts the statement that `connection` runs.
class InterruptWatch {
 public:
  InterruptWatch(Connection* connection, arrow::StopToken stop);

 private:
  void Watch(std::stop_token done);

  Connection* const connection_;
  const arrow::StopToken stop_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  // Last, so that it ends before what it uses.
  std::jthread thread_;
};

}  // namespace quiver::duckdb
