#pragma once

#include <unistd.h>

namespace quiver::testing {

/// fork(), for a child that opens DuckDB. Under the thread sanitizer without the handlers that
/// libraries have registered for a fork: those of DuckDB's allocator take more locks at once than
/// the sanitizer's deadlock detector has room for. No other thread may be inside the allocator.
inline pid_t ForkForDuckDb() {
#ifdef __SANITIZE_THREAD__
  return _Fork();
#else
  return fork();
#endif
}

}  // namespace quiver::testing
