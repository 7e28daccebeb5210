#pragma once

#include <string>

#include "databases/sqlite/cell_block.h"
#include "databases/sqlite/column_builder.h"

namespace quiver::sqlite {

/// Appends a value that is no text as the text that CAST(... AS TEXT) makes of it, except that
/// reals have as many digits as it takes to read the same real back (SQLite stops at 15). A blob
/// is taken to be the text that its bytes are, in UTF-8; whether they are is for the caller to
/// check.
void AppendAsText(const ColumnReading& column, SerialType type, const uint8_t* from,
                  std::string* to);

/// Appends the value as a SQL literal, as SQLite's quote() does: NULL, 17, 1.5, 'it''s', X'00FF'.
/// Where that would lose something it is an expression: CAST(X'…' AS TEXT) for texts that hold a
/// NUL or are not valid UTF-8.
void AppendSqlLiteral(const ColumnReading& column, SerialType type, const uint8_t* from,
                      std::string* to);

/// Whether the bytes are valid UTF-8.
bool IsValidUtf8(std::string_view text);

}  // namespace quiver::sqlite
