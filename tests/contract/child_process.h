#pragma once

#include <unistd.h>

namespace quiver::testing {

/// fork(). Under the thread sanitizer without the handlers that libraries have registered for a
/// fork: the allocators in Arrow and DuckDB take more locks at once than the sanitizer's deadlock
/// detector has room for. No other thread may be inside an allocator then.
inline pid_t Fork() {
#ifdef __SANITIZE_THREAD__
  return _Fork();
#else
  return fork();
#endif
}

}  // namespace quiver::testing
