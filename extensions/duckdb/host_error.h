#pragma once

#include <algorithm>
#include <string>

#include "duckdb_api.h"

namespace quiver::duckdb_extension {

/// Calls an API function with an error slot of its own, for callers whom DuckDB did not give one.
/// What went wrong, in one line; nothing when all is well.
template <typename Function>
std::string HostError(Function function) {
  Owned<duckdb_v2_error_info_handle> error(duckdb_v2_error_info_destroy);
  if (function(error.out()) == DUCKDB_V2_ERROR_NONE) return "";
  duckdb_v2_str text{nullptr, 0};
  if (error.get() != nullptr) duckdb_v2_error_info_get_text(error.get(), &text);
  std::string line(text.ptr == nullptr ? "" : text.ptr, text.len);
  std::ranges::replace(line, '\n', ' ');
  return line.empty() ? "DuckDB does not say why" : line;
}

}  // namespace quiver::duckdb_extension
