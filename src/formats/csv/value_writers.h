#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>

#include <arrow/type_fwd.h>
#include <fmt/format.h>

/// How a value becomes the text of a cell: each writes at `to`, where there is room for kMostBytes,
/// and gives the end.
namespace quiver::csv {

constexpr size_t kMostBytes = 48;

template <typename T>
char* WriteInteger(T value, char* to) {
  return std::to_chars(to, to + kMostBytes, value).ptr;
}

/// The shortest digits that read back as the same number, and always a sign of its being no
/// integer.
template <typename T>
char* WriteAnyFloat(T value, char* to) {
  if (std::isnan(value)) {
    std::memcpy(to, "nan", 3);
    return to + 3;
  }
  char* const end = fmt::format_to(to, "{}", value);
  bool digits_only = true;
  for (const char* c = to; c != end; ++c) digits_only &= (*c >= '0' && *c <= '9') || *c == '-';
  if (!digits_only) return end;
  end[0] = '.';
  end[1] = '0';
  return end + 2;
}

/// The same for a double that is a decimal with at most four digits behind the point, as most are:
/// then `value` is the double next to that decimal, and no shorter one reads back as it.
inline char* WriteDouble(double value, char* to) {
  constexpr double kScale = 1e4;
  constexpr double kMost = 1e14;
  const double scaled = value * kScale;
  if (!(std::fabs(scaled) < kMost) || value == 0) return WriteAnyFloat(value, to);
  const auto number = static_cast<int64_t>(std::nearbyint(scaled));
  if (static_cast<double>(number) / kScale != value) return WriteAnyFloat(value, to);
  uint64_t rest = static_cast<uint64_t>(number);
  if (number < 0) {
    *to++ = '-';
    rest = 0 - rest;
  }
  to = WriteInteger(rest / 10'000, to);
  const auto fraction = static_cast<unsigned>(rest % 10'000);
  *to++ = '.';
  to[0] = static_cast<char>('0' + fraction / 1000);
  to[1] = static_cast<char>('0' + fraction / 100 % 10);
  to[2] = static_cast<char>('0' + fraction / 10 % 10);
  to[3] = static_cast<char>('0' + fraction % 10);
  to += 4;
  while (to[-1] == '0' && to[-2] != '.') --to;
  return to;
}

/// YYYY-MM-DD, of days since 1970-01-01.
char* WriteDate(int64_t days, char* to);

/// HH:MM:SS[.F...], of units since midnight.
char* WriteTime(int64_t value, int64_t units_per_second, char* to);

/// Both, with a T between them.
char* WriteTimestamp(int64_t value, int64_t units_per_second, bool zoned, char* to);

/// The digits of a decimal's integer, with the point where `scale` has it.
std::string DecimalText(std::string digits, int32_t scale);

}  // namespace quiver::csv
