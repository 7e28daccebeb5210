#pragma once

#include <cstdint>

namespace quiver {

/// The number of the two digits at `text`, or more than 99 where they are none.
inline unsigned TwoDigits(const char* text) {
  const unsigned tens = static_cast<unsigned char>(text[0]) - unsigned{'0'};
  const unsigned ones = static_cast<unsigned char>(text[1]) - unsigned{'0'};
  return tens > 9 || ones > 9 ? 1000 : tens * 10 + ones;
}

/// `month` is 1 to 12.
inline unsigned DaysInMonth(int64_t year, unsigned month) {
  constexpr unsigned char kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return kDays[month - 1] + (month == 2 && leap ? 1 : 0);
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar, for years from -400,000 on. They are
/// counted in years that begin in March, so that the leap day is the last of its year.
inline int64_t DaysSince1970(int64_t year, unsigned month, unsigned day) {
  constexpr int64_t kEras = 1000;  // of 400 years, which keep it positive
  const int64_t shifted = year + 400 * kEras - (month <= 2 ? 1 : 0);
  const int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  constexpr int64_t kDaysTo1970 = 719'468 + 146'097 * kEras;
  return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + day_of_year - kDaysTo1970;
}

}  // namespace quiver
