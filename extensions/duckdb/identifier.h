#pragma once

#include <algorithm>
#include <cctype>
#include <string_view>

namespace quiver::duckdb_extension {

/// Whether DuckDB takes both for the same name of a column.
inline bool AreSameIdentifier(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, [](unsigned char a, unsigned char b) {
    return std::tolower(a) == std::tolower(b);
  });
}

}  // namespace quiver::duckdb_extension
