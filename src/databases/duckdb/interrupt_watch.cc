#include "databases/duckdb/interrupt_watch.h"

#include <chrono>

namespace quiver::duckdb {

InterruptWatch::InterruptWatch(Connection* connection, arrow::StopToken stop)
    : connection_(connection),
      stop_(std::move(stop)),
      thread_([this](std::stop_token done) { Watch(std::move(done)); }) {}

void InterruptWatch::Watch(std::stop_token done) {
  // Again and again: DuckDB forgets an interrupt that comes between two statements.
  constexpr auto kInterval = std::chrono::milliseconds(20);
  std::unique_lock<std::mutex> lock(mutex_);
  while (!done.stop_requested()) {
    if (stop_.IsStopRequested()) connection_->Interrupt();
    wake_.wait_for(lock, done, kInterval, [] { return false; });
  }
}

}  // namespace quiver::duckdb
