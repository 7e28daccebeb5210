#pragma once

#include <utility>

#include <arrow/result.h>

#include "duckdb_api.h"

namespace quiver::duckdb_extension {

/// Arrow's errors as the exception that callbacks report (duckdb_api.h).
inline void Check(const arrow::Status& status) {
  if (!status.ok()) throw Error(status.message());
}

template <typename T>
T ValueOf(arrow::Result<T> result) {
  Check(result.status());
  return *std::move(result);
}

}  // namespace quiver::duckdb_extension
