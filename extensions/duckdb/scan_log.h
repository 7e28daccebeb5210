#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace quiver::duckdb_extension {

/// What one scan has read so far. Threads add to it.
struct ScanFigures {
  std::string files;
  std::atomic<int64_t> batches_read{0};
  std::atomic<int64_t> batches_skipped{0};
  std::atomic<int64_t> files_skipped{0};
  std::atomic<int64_t> bytes_read{0};
};

/// The latest scans of a database, for arrow_scan_stats(). May be used from any thread.
class ScanLog {
 public:
  void Add(std::shared_ptr<const ScanFigures> figures) {
    const std::lock_guard lock(mutex_);
    scans_.push_front(std::move(figures));
    if (scans_.size() > kMost) scans_.pop_back();
  }
  /// The newest first.
  std::vector<std::shared_ptr<const ScanFigures>> Latest() const {
    const std::lock_guard lock(mutex_);
    return {scans_.begin(), scans_.end()};
  }

 private:
  static constexpr size_t kMost = 100;
  mutable std::mutex mutex_;
  std::deque<std::shared_ptr<const ScanFigures>> scans_;  // guarded by mutex_
};

}  // namespace quiver::duckdb_extension
