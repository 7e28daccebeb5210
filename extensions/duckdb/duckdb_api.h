#pragma once

/// DuckDB's C API v2 as an extension sees it, and the little that makes it C++: owned handles, and
/// an error that travels as an exception inside the extension and as an error slot outside.

#define DUCKDB_EXTENSION_NAME quiver
#define DUCKDB_V2_API_ALLOW_UNSTABLE 1
#include <duckdb_extension_v2.h>

#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "hand_over.h"

DUCKDB_EXTENSION_EXTERN

namespace quiver::duckdb_extension {

/// A C++ error on its way to the callback that reports it to DuckDB.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// DuckDB has put an error into the slot already: unwind, and leave the slot alone.
struct Reported {};

/// Calls an API function, which must take the error slot as its last argument.
template <typename Function, typename... Arguments>
void Call(duckdb_v2_error_info_handle* err, Function function, Arguments&&... arguments) {
  if (function(std::forward<Arguments>(arguments)..., err) != DUCKDB_V2_ERROR_NONE) {
    throw Reported();
  }
}

inline void Report(duckdb_v2_error_info_handle* err, const std::string& message) {
  const duckdb_v2_str text{message.data(), message.size()};
  duckdb_v2_error_info_set_code(*err, DUCKDB_V2_ERROR_INPUT_INVALID);
  duckdb_v2_error_info_set_text(*err, &text);
}

/// Runs a callback's body: no exception goes on into DuckDB.
template <typename Body>
void Guarded(duckdb_v2_error_info_handle* err, Body&& body) noexcept {
  const HandOver::Callback callback;
  try {
    body();
  } catch (const Reported&) {
  } catch (const std::exception& error) {
    Report(err, error.what());
  } catch (...) {
    Report(err, "quiver: unknown error");
  }
}

inline duckdb_v2_str Text(const char* text) { return {text, std::char_traits<char>::length(text)}; }
inline std::string String(const duckdb_v2_str& text) { return std::string(text.ptr, text.len); }

/// Owns a handle that DuckDB gave, and gives it back through `destroy`.
template <typename Handle>
class Owned {
 public:
  using Destroy = DUCKDB_V2_ERROR (*)(Handle*);

  explicit Owned(Destroy destroy) : destroy_(destroy) {}
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  Owned(Owned&& other) noexcept
      : handle_(std::exchange(other.handle_, nullptr)), destroy_(other.destroy_) {}
  ~Owned() { Reset(); }

  void Reset() {
    if (handle_) destroy_(&handle_);
    handle_ = nullptr;
  }
  /// For API functions that return a new handle.
  Handle* out() {
    Reset();
    return &handle_;
  }
  Handle get() const { return handle_; }

 private:
  Handle handle_ = nullptr;
  Destroy destroy_;
};

/// Hands `object` to DuckDB, which deletes it.
template <typename T>
duckdb_v2_opaque GiveToDuckDb(std::unique_ptr<T> object) {
  HandOver::Give(object.get());
  return {object.release(), [](void* pointer) { delete static_cast<T*>(pointer); }, nullptr};
}

/// What was given to DuckDB as bind data, user data or state, for a callback.
template <typename T, typename Info>
T* GetState(DUCKDB_V2_ERROR (*get)(Info, void**, duckdb_v2_error_info_handle*), Info info,
            duckdb_v2_error_info_handle* err) {
  void* state = nullptr;
  Call(err, get, info, &state);
  HandOver::Take(state);
  return static_cast<T*>(state);
}

}  // namespace quiver::duckdb_extension
