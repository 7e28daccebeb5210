#include "formats/csv/moment_text.h"

#include <cstring>

namespace quiver::csv {
namespace {

constexpr int64_t kNanosPerSecond = 1'000'000'000;
constexpr int64_t kNanosPerMinute = 60 * kNanosPerSecond;
constexpr int64_t kNanosPerDay = 1440 * kNanosPerMinute;
constexpr size_t kDateSize = 10;

/// The number of the two digits at `text`, or more than 99 where they are none.
unsigned TwoDigits(const char* text) {
  const unsigned tens = static_cast<unsigned char>(text[0]) - unsigned{'0'};
  const unsigned ones = static_cast<unsigned char>(text[1]) - unsigned{'0'};
  return tens > 9 || ones > 9 ? 1000 : tens * 10 + ones;
}

unsigned DaysInMonth(unsigned year, unsigned month) {
  constexpr unsigned char kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return kDays[month - 1] + (month == 2 && leap ? 1 : 0);
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar, counted in years that begin in March
/// so that the leap day is the last of its year.
int64_t DaysSince1970(unsigned year, unsigned month, unsigned day) {
  const unsigned shifted = year + 400 - (month <= 2 ? 1 : 0);  // 400 years keep it positive
  const unsigned day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  constexpr int64_t kDaysTo1970 = 719'468 + 146'097;  // and the 400 years
  return int64_t{shifted} * 365 + shifted / 4 - shifted / 100 + shifted / 400 + day_of_year -
         kDaysTo1970;
}

/// HH:MM[:SS[.F...]] at the head of `*text`, which moves behind it.
bool TakeTime(std::string_view* text, bool seconds_may_miss, int64_t* nanos) {
  if (text->size() < 5 || (*text)[2] != ':') return false;
  const unsigned hour = TwoDigits(text->data());
  const unsigned minute = TwoDigits(text->data() + 3);
  if (hour > 23 || minute > 59) return false;
  *nanos = (hour * 60 + minute) * kNanosPerMinute;
  text->remove_prefix(5);
  if (text->empty() || text->front() != ':') return seconds_may_miss;

  if (text->size() < 3) return false;
  const unsigned second = TwoDigits(text->data() + 1);
  if (second > 59) return false;
  *nanos += second * kNanosPerSecond;
  text->remove_prefix(3);
  if (text->empty() || text->front() != '.') return true;

  text->remove_prefix(1);
  int64_t unit = kNanosPerSecond / 10;
  bool any = false;
  while (!text->empty() && text->front() >= '0' && text->front() <= '9') {
    if (unit == 0) return false;
    *nanos += (text->front() - '0') * unit;
    unit /= 10;
    any = true;
    text->remove_prefix(1);
  }
  return any;
}

/// Z, +HH, +HHMM or +HH:MM, and nothing behind it; in minutes.
bool ReadZone(std::string_view text, int64_t* offset) {
  *offset = 0;
  if (text == "Z" || text == "z") return true;
  if (text.size() < 3 || (text[0] != '+' && text[0] != '-')) return false;
  const unsigned hours = TwoDigits(text.data() + 1);
  unsigned minutes = 0;
  if (text.size() == 5) {
    minutes = TwoDigits(text.data() + 3);
  } else if (text.size() == 6 && text[3] == ':') {
    minutes = TwoDigits(text.data() + 4);
  } else if (text.size() != 3) {
    return false;
  }
  if (hours > 15 || minutes > 59) return false;
  *offset = int64_t{hours * 60 + minutes} * (text[0] == '-' ? -1 : 1);
  return true;
}

Moment ParseTimestamp(std::string_view text) {
  Moment moment;
  if (!ParseDate(text.data(), &moment.days)) return moment;
  if (text.size() == kDateSize) {
    moment.form = Moment::Form::kDate;
    return moment;
  }
  if (text[kDateSize] != 'T' && text[kDateSize] != ' ') return moment;
  text.remove_prefix(kDateSize + 1);
  if (!TakeTime(&text, true, &moment.nanos)) return moment;
  if (text.empty()) {
    moment.form = Moment::Form::kTimestamp;
    return moment;
  }
  int64_t offset = 0;
  if (!ReadZone(text, &offset)) return moment;
  moment.nanos -= offset * kNanosPerMinute;
  if (moment.nanos < 0) {
    --moment.days;
    moment.nanos += kNanosPerDay;
  } else if (moment.nanos >= kNanosPerDay) {
    ++moment.days;
    moment.nanos -= kNanosPerDay;
  }
  moment.form = Moment::Form::kZonedTimestamp;
  return moment;
}

}  // namespace

bool ParseDate(const char* text, int64_t* days) {
  const unsigned year = TwoDigits(text) * 100 + TwoDigits(text + 2);
  const unsigned month = TwoDigits(text + 5);
  const unsigned day = TwoDigits(text + 8);
  if (text[4] != '-' || text[7] != '-') return false;
  if (year > 9999 || month < 1 || month > 12 || day < 1) return false;
  if (day > 28 && (day > 31 || day > DaysInMonth(year, month))) return false;
  *days = DaysSince1970(year, month, day);
  return true;
}

Moment ParseMoment(std::string_view text) {
  if (text.size() >= kDateSize && text[4] == '-') return ParseTimestamp(text);
  Moment moment;
  if (text.size() >= 8 && TakeTime(&text, false, &moment.nanos) && text.empty()) {
    moment.form = Moment::Form::kTime;
  }
  return moment;
}

bool FitsNanos(const Moment& moment) {
  // One day less than the whole range, at both ends.
  constexpr int64_t kMostDays = INT64_MAX / kNanosPerDay - 1;
  return moment.days >= -kMostDays && moment.days <= kMostDays;
}

}  // namespace quiver::csv
