#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <arrow/status.h>

#include "databases/postgres/wire.h"

namespace quiver::postgres {

/// One statement gives at most 1,664 columns. Where joins have more, they come as rows inside of
/// the row, each with up to so many of them.
constexpr size_t kMostColumns = 1'600;

/// "a, b, c", or "ROW(a, b), ROW(c)" for many.
std::string SelectColumns(const std::vector<std::string>& values);

/// How many fields a row has that SelectColumns gave.
int FieldsOfColumns(size_t columns);

/// The row as if its columns were not packed. Wire formats:
///   a row:   for each field: int32 length, or -1 for NULL | bytes
///   a field: int32 columns | for each: uint32 type, int32 length, or -1 for NULL | bytes
arrow::Status UnpackRow(Wire packed, size_t columns, std::vector<uint8_t>* row);

}  // namespace quiver::postgres
