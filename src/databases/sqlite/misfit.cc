#include "databases/sqlite/misfit.h"

#include <arrow/type.h>

#include "databases/sqlite/iso8601.h"
#include "databases/sqlite/utf16.h"
#include "databases/sqlite/value_text.h"

namespace quiver::sqlite {
namespace {

// Enough of a value to find it by; the rest would only fill the screen.
constexpr size_t kMostCharacters = 80;

std::string Shortened(std::string literal) {
  if (literal.size() <= kMostCharacters) return literal;
  literal.resize(kMostCharacters);
  while (!literal.empty() && (literal.back() & 0x80) != 0) literal.pop_back();
  return literal + "…";
}

std::string_view ClassName(const ColumnReading& column, SerialType type) {
  if (serial::IsText(type)) return "text";
  if (serial::IsBlob(type)) return "blob";
  return serial::IsInteger(type) && !column.integers_are_reals ? "integer" : "real";
}

}  // namespace

std::string_view TextAsUtf8(TextEncoding encoding, SerialType type, const uint8_t* from,
                            std::string* buffer) {
  const size_t bytes = serial::ByteLength(type);
  if (encoding == TextEncoding::kUtf8) return {reinterpret_cast<const char*>(from), bytes};
  buffer->clear();
  if (!AppendUtf16AsUtf8(from, bytes, encoding, buffer)) *buffer = "\xff";
  return *buffer;
}

bool ReadInstant(const ColumnReading& column, SerialType type, const uint8_t* from,
                 int64_t* instant) {
  if (!serial::IsText(type)) return false;
  std::string buffer;
  const Iso8601 read = ParseIso8601(TextAsUtf8(column.encoding, type, from, &buffer), instant);
  switch (column.form) {
    case ColumnForm::kDate32:
      return read == Iso8601::kDate;
    case ColumnForm::kTimestamp:
      // Among timestamps a date is its midnight, as for SQLite's date functions.
      if (read == Iso8601::kDate) *instant *= int64_t{86'400} * 1'000'000;
      return read == Iso8601::kDate || read == Iso8601::kTimestamp;
    case ColumnForm::kTimestampUtc:
      return read == Iso8601::kTimestampUtc;
    default:
      return false;
  }
}

bool Fits(const ColumnReading& column, SerialType type, const uint8_t* from) {
  if (type == serial::kNull) return true;
  const bool integer = serial::IsInteger(type) && !column.integers_are_reals;
  switch (column.form) {
    case ColumnForm::kInt64:
      return integer;
    case ColumnForm::kBool: {
      if (!integer) return false;
      const int64_t value = serial::ReadInteger(type, from);
      return value == 0 || value == 1;
    }
    case ColumnForm::kDouble:
      if (integer) return FitsDouble(serial::ReadInteger(type, from));
      return type == serial::kReal || serial::IsInteger(type);
    case ColumnForm::kUtf8:
      return column.convert_to_text || serial::IsText(type);
    case ColumnForm::kBinary:
      return serial::IsBlob(type);
    case ColumnForm::kDate32:
    case ColumnForm::kTimestamp:
    case ColumnForm::kTimestampUtc: {
      int64_t instant;
      return ReadInstant(column, type, from, &instant);
    }
  }
  return false;
}

std::string DescribeMisfit(const ColumnReading& column, SerialType type, const uint8_t* from) {
  std::string literal;
  AppendSqlLiteral(column, type, from, &literal);
  return std::string(ClassName(column, type)) + " " + Shortened(std::move(literal)) +
         " in a column of " + ArrowType(column.form)->ToString();
}

arrow::Status FirstMisfit(const ColumnReading& column, const CellBlock& block) {
  const SerialType* types = block.types(column.block_column);
  const uint8_t* const* values = block.values(column.block_column);
  for (int i = 0; i < block.rows; ++i) {
    if (!Fits(column, types[i], values[i])) {
      return arrow::Status::Invalid(column.Place(block.row_ids[i]), ": ",
                                    DescribeMisfit(column, types[i], values[i]));
    }
  }
  return arrow::Status::Invalid("column \"", column.name, "\": a value that does not fit");
}

}  // namespace quiver::sqlite
