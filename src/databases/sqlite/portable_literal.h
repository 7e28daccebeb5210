#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "databases/sqlite/column_form.h"
#include "databases/sqlite/tokenizer.h"

namespace quiver::sqlite {

/// A literal that every database reads as the same value.
struct Literal {
  enum class Kind { kNull, kInteger, kReal, kText } kind = Kind::kNull;
  int64_t integer = 0;
  std::string text;  // of kReal: as written; of kText: without quotes

  std::string ToSql() const;
};

/// Reads a literal (with its sign) at `*position` and steps behind it. TRUE and FALSE are 1 and 0,
/// as in SQLite. Nothing, and an unchanged position, for anything else: also for integers
/// that SQLite would make a REAL, and reals that not every database rounds alike.
std::optional<Literal> ReadLiteral(const std::vector<Token>& tokens, size_t* position);

/// SQLite would turn this text into a number where a column has a numeric affinity.
bool LooksNumeric(std::string_view text);

/// The literal as SQL for a comparison with, or a value of, a column that became `form`; nothing
/// where it has another type than the column.
std::optional<std::string> LiteralInForm(const Literal& literal, ColumnForm form);

}  // namespace quiver::sqlite
