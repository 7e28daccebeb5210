#pragma once

#include <arrow/c/abi.h>

namespace quiver::duckdb_extension {

/// A struct of the Arrow C data interface, released at the end of its scope.
template <typename Struct>
struct Released : Struct {
  Released() : Struct() {}
  Released(const Released&) = delete;
  Released& operator=(const Released&) = delete;
  ~Released() { Reset(); }
  void Reset() {
    if (this->release != nullptr) this->release(this);
    this->release = nullptr;
  }
};

}  // namespace quiver::duckdb_extension
