#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <arrow/status.h>

#include "databases/sqlite/cell_block.h"
#include "databases/sqlite/column_builder.h"

namespace quiver::sqlite {

inline bool FitsDouble(int64_t integer) {
  constexpr int64_t kBound = int64_t{1} << 53;
  return integer >= -kBound && integer <= kBound;
}

/// A stored text as UTF-8: `from` itself, or `*buffer`, which gets the conversion. Invalid UTF-16
/// gives invalid UTF-8 (a lone 0xff), so that one check is enough.
std::string_view TextAsUtf8(TextEncoding encoding, SerialType type, const uint8_t* from,
                            std::string* buffer);

/// Reads a text as the column's date or timestamp. False when it isn't one.
bool ReadInstant(const ColumnReading& column, SerialType type, const uint8_t* from,
                 int64_t* instant);

/// Whether the column's form holds the value exactly: what a row is quarantined for, or NULLed.
bool Fits(const ColumnReading& column, SerialType type, const uint8_t* from);

/// "text 'abc' in a column of int64": for the quarantine's reason and for messages.
std::string DescribeMisfit(const ColumnReading& column, SerialType type, const uint8_t* from);

/// The error for the first value of the block that does not fit.
arrow::Status FirstMisfit(const ColumnReading& column, const CellBlock& block);

}  // namespace quiver::sqlite
