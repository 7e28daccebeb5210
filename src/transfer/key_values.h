#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include <arrow/status.h>

#include "quiver/table_stream.h"
#include "quiver/verify.h"
#include "transfer/keyed_rows.h"

namespace quiver {

/// A key that differs, known by the place of a row that has it.
struct PositionedKey {
  RowPosition position;
  KeyDifference::Kind kind;
  auto operator<=>(const PositionedKey&) const = default;
};

/// The same key with its values: integers order as numbers, everything else as text.
struct NamedKey {
  std::vector<std::variant<int64_t, std::string>> values;
  std::string text;
  KeyDifference::Kind kind;
  auto operator<=>(const NamedKey&) const = default;
};

/// Appends the values of `keys`, which are sorted by position, to `named`. `key` are the column
/// numbers. Reads each partition only as far as the last position in it.
arrow::Status ReadKeyValues(TableStream& table, const std::vector<int>& key,
                            const std::vector<PositionedKey>& keys, std::vector<NamedKey>* named);

}  // namespace quiver
