#pragma once

#ifdef __SANITIZE_THREAD__
#include <sanitizer/tsan_interface.h>

#include <cstddef>
#include <vector>
#endif

namespace quiver::duckdb_extension {

/// Tells the thread sanitizer what it can't see: DuckDB, which is built without it, hands what it
/// keeps for us (bind data, states) from one callback to the next, on whichever threads. What a
/// callback did before it returned is seen by every callback that DuckDB calls afterwards with the
/// same state. Callbacks that run at the same time are still told apart. Nothing in other builds.
class HandOver {
 public:
#ifdef __SANITIZE_THREAD__
  /// One callback, from its begin to its end.
  class Callback {
   public:
    Callback() : first_(Taken().size()) {}
    Callback(const Callback&) = delete;
    Callback& operator=(const Callback&) = delete;
    ~Callback() {
      for (size_t i = first_; i < Taken().size(); ++i) Give(Taken()[i]);
      Taken().resize(first_);
    }

   private:
    // Of those that it takes: another callback may be around it.
    const size_t first_;
  };

  static void Give(void* state) { __tsan_release(state); }
  static void Take(void* state) {
    __tsan_acquire(state);
    Taken().push_back(state);
  }

 private:
  // By the callback that this thread is in.
  static std::vector<void*>& Taken() {
    thread_local std::vector<void*> taken;
    return taken;
  }
#else
  class Callback {
   public:
    Callback() {}
    ~Callback() {}
  };

  static void Give(void*) {}
  static void Take(void*) {}
#endif
};

}  // namespace quiver::duckdb_extension
