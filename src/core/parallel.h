#pragma once

#include <algorithm>
#include <cstdint>
#include <exception>
#include <functional>
#include <thread>
#include <vector>

#include <arrow/status.h>

namespace quiver {

/// Runs `work` on `threads` threads, this one included, and returns the first error of the lowest
/// thread. A thread that the system refuses is done without: `work` must share itself out.
inline arrow::Status RunParallel(int64_t threads, const std::function<arrow::Status()>& work) {
  std::vector<arrow::Status> results(std::max<int64_t>(threads, 1));
  std::vector<std::thread> others;
  for (size_t i = 1; i < results.size(); ++i) {
    try {
      others.emplace_back([&work, &result = results[i]] { result = work(); });
    } catch (const std::exception&) {
      break;
    }
  }
  results[0] = work();
  for (std::thread& thread : others) thread.join();
  for (arrow::Status& result : results) ARROW_RETURN_NOT_OK(result);
  return arrow::Status::OK();
}

}  // namespace quiver
