#include "formats/csv/value_writers.h"

#include <utility>

namespace quiver::csv {
namespace {

constexpr int64_t kSecondsPerDay = 86'400;

char* WriteTwo(int64_t number, char* to) {
  to[0] = static_cast<char>('0' + number / 10);
  to[1] = static_cast<char>('0' + number % 10);
  return to + 2;
}

int64_t FloorDivide(int64_t value, int64_t by) { return value / by - (value % by < 0 ? 1 : 0); }

}  // namespace

// Days in the proleptic Gregorian calendar. The year begins in March here, so that the leap day is
// its last one; 400 years are always 146,097 days.
char* WriteDate(int64_t days, char* to) {
  constexpr int64_t kDaysOfEra = 146'097;
  const int64_t since_0000 = days + 719'468;
  const int64_t era = FloorDivide(since_0000, kDaysOfEra);
  const int64_t day = since_0000 - era * kDaysOfEra;
  const int64_t year = (day - day / 1'460 + day / 36'524 - day / 146'096) / 365;
  const int64_t day_of_year = day - (365 * year + year / 4 - year / 100);
  const int64_t month = (5 * day_of_year + 2) / 153;
  const int64_t day_of_month = day_of_year - (153 * month + 2) / 5 + 1;
  const int64_t calendar_month = month < 10 ? month + 3 : month - 9;
  const int64_t calendar_year = year + era * 400 + (calendar_month <= 2 ? 1 : 0);
  if (calendar_year >= 0 && calendar_year <= 9999) {
    to = WriteTwo(calendar_year / 100, to);
    to = WriteTwo(calendar_year % 100, to);
  } else {
    to = fmt::format_to(to, "{:05}", calendar_year);  // "-0001", "10000"
  }
  *to++ = '-';
  to = WriteTwo(calendar_month, to);
  *to++ = '-';
  return WriteTwo(day_of_month, to);
}

char* WriteTime(int64_t value, int64_t units_per_second, char* to) {
  const int64_t seconds = value / units_per_second;
  to = WriteTwo(seconds / 3600, to);
  *to++ = ':';
  to = WriteTwo(seconds / 60 % 60, to);
  *to++ = ':';
  to = WriteTwo(seconds % 60, to);
  int64_t fraction = value % units_per_second;
  if (fraction == 0) return to;
  *to++ = '.';
  for (int64_t unit = units_per_second / 10; fraction != 0; unit /= 10) {
    *to++ = static_cast<char>('0' + fraction / unit);
    fraction %= unit;
  }
  return to;
}

char* WriteTimestamp(int64_t value, int64_t units_per_second, bool zoned, char* to) {
  const int64_t units_per_day = kSecondsPerDay * units_per_second;
  const int64_t days = FloorDivide(value, units_per_day);
  to = WriteDate(days, to);
  *to++ = 'T';
  to = WriteTime(value - days * units_per_day, units_per_second, to);
  if (zoned) *to++ = 'Z';
  return to;
}

std::string DecimalText(std::string digits, int32_t scale) {
  const bool negative = digits.starts_with('-');
  if (negative) digits.erase(0, 1);
  if (scale < 0) {
    if (digits != "0") digits.append(static_cast<size_t>(-scale), '0');
  } else if (scale > 0) {
    const auto behind = static_cast<size_t>(scale);
    if (digits.size() <= behind) digits.insert(0, behind + 1 - digits.size(), '0');
    digits.insert(digits.size() - behind, ".");
  }
  return negative ? "-" + digits : digits;
}

}  // namespace quiver::csv
