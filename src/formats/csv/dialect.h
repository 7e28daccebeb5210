#pragma once

#include <cstddef>

namespace quiver::csv {

/// How the text of a file is cut into rows and fields. The quote is always `"`, doubled inside a
/// quoted field (RFC 4180); a field is quoted only when its first character is the quote.
struct Dialect {
  char delimiter = ',';
  /// '\n', which also ends rows of CR LF; or '\r' for files that have no LF.
  char row_end = '\n';
  bool header = true;
  /// Fields of each row.
  size_t columns = 0;
};

}  // namespace quiver::csv
