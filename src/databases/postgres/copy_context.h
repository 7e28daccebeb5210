#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace quiver::postgres {

/// Where in a COPY an error was.
struct CopyPosition {
  /// Counted from 1 over the rows of the COPY.
  int64_t line;
  /// Empty when the error is not about one column.
  std::string column;
};

/// Reads the context of a server's error: "COPY relation, line 3, column c", the words between in
/// whatever language the server speaks. Nothing for a context of another kind.
std::optional<CopyPosition> ParseCopyContext(std::string_view context, std::string_view relation);

}  // namespace quiver::postgres
