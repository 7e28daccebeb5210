#include "databases/sqlite/value_text.h"

#include <charconv>
#include <cmath>
#include <string_view>

#include <arrow/util/utf8.h>

#include "databases/sqlite/misfit.h"
#include "databases/sqlite/utf16.h"

namespace quiver::sqlite {
namespace {

void AppendInteger(int64_t value, std::string* to) {
  char digits[24];
  to->append(digits, std::to_chars(digits, digits + sizeof(digits), value).ptr);
}

// "5.0", "1.0e+20", "0.1": the shortest digits that read back as `value`, always with a point.
void AppendReal(double value, std::string* to) {
  char digits[32];
  const char* end = std::to_chars(digits, digits + sizeof(digits), value).ptr;
  const std::string_view shortest(digits, end - digits);
  const size_t exponent = shortest.find('e');
  const std::string_view mantissa = shortest.substr(0, exponent);
  to->append(mantissa);
  if (mantissa.find('.') == std::string_view::npos) to->append(".0");
  if (exponent != std::string_view::npos) to->append(shortest.substr(exponent));
}

void AppendHex(const uint8_t* from, size_t bytes, std::string* to) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  to->append("X'");
  for (size_t i = 0; i < bytes; ++i) {
    to->push_back(kDigits[from[i] >> 4]);
    to->push_back(kDigits[from[i] & 15]);
  }
  to->push_back('\'');
}

void AppendQuoted(const ColumnReading& column, SerialType type, const uint8_t* from,
                  std::string* to) {
  std::string buffer;
  const std::string_view text = TextAsUtf8(column.encoding, type, from, &buffer);
  if (!IsValidUtf8(text) || text.find('\0') != std::string_view::npos) {
    to->append("CAST(");
    AppendHex(from, serial::ByteLength(type), to);
    to->append(" AS TEXT)");
    return;
  }
  to->push_back('\'');
  for (char c : text) {
    if (c == '\'') to->push_back('\'');
    to->push_back(c);
  }
  to->push_back('\'');
}

double RealOf(SerialType type, const uint8_t* from) {
  return type == serial::kReal ? serial::ReadReal(from)
                               : static_cast<double>(serial::ReadInteger(type, from));
}

}  // namespace

void AppendAsText(const ColumnReading& column, SerialType type, const uint8_t* from,
                  std::string* to) {
  if (serial::IsBlob(type)) {
    to->append(reinterpret_cast<const char*>(from), serial::ByteLength(type));
  } else if (serial::IsInteger(type) && !column.integers_are_reals) {
    AppendInteger(serial::ReadInteger(type, from), to);
  } else if (const double real = RealOf(type, from); std::isinf(real)) {
    to->append(real > 0 ? "Inf" : "-Inf");
  } else {
    AppendReal(real, to);
  }
}

void AppendSqlLiteral(const ColumnReading& column, SerialType type, const uint8_t* from,
                      std::string* to) {
  if (type == serial::kNull) {
    to->append("NULL");
  } else if (serial::IsText(type)) {
    AppendQuoted(column, type, from, to);
  } else if (serial::IsBlob(type)) {
    AppendHex(from, serial::ByteLength(type), to);
  } else if (serial::IsInteger(type) && !column.integers_are_reals) {
    AppendInteger(serial::ReadInteger(type, from), to);
  } else if (const double real = RealOf(type, from); std::isinf(real)) {
    to->append(real > 0 ? "9.0e+999" : "-9.0e+999");
  } else {
    AppendReal(real, to);
  }
}

bool IsValidUtf8(std::string_view text) {
  // Without its table Arrow takes everything for valid.
  static const bool initialized = (arrow::util::InitializeUTF8(), true);
  return initialized && arrow::util::ValidateUTF8(text);
}

}  // namespace quiver::sqlite
