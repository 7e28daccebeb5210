#include "formats/csv/moment_text.h"

#include "core/calendar.h"

namespace quiver::csv {
namespace {

constexpr int64_t kNanosPerSecond = 1'000'000'000;
constexpr int64_t kNanosPerMinute = 60 * kNanosPerSecond;
constexpr int64_t kNanosPerDay = 1440 * kNanosPerMinute;

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

/// "-MM-DD" at `text`, of that year.
bool ReadMonthAndDay(int64_t year, const char* text, int64_t* days) {
  const unsigned month = TwoDigits(text + 1);
  const unsigned day = TwoDigits(text + 4);
  if (text[0] != '-' || text[3] != '-' || month < 1 || month > 12 || day < 1) return false;
  if (day > 28 && (day > 31 || day > DaysInMonth(year, month))) return false;
  *days = DaysSince1970(year, month, day);
  return true;
}

/// A date at the head of `*text`, which moves behind it. The year has four digits, or is negative,
/// or has five or six; up to those whose microseconds fit 64 bits.
bool TakeDate(std::string_view* text, int64_t* days) {
  constexpr size_t kMonthAndDay = 6;
  constexpr int64_t kMostYear = 290'000;
  const bool negative = text->starts_with('-');
  size_t digits = 0;
  int64_t year = 0;
  for (size_t i = negative ? 1 : 0; i < text->size() && digits <= 6; ++i, ++digits) {
    const char c = (*text)[i];
    if (c < '0' || c > '9') break;
    year = year * 10 + (c - '0');
  }
  const size_t size = digits + (negative ? 1 : 0) + kMonthAndDay;
  const bool padded = digits > 4 && (*text)[negative ? 1 : 0] == '0';
  if (digits < 4 || padded || year > kMostYear || text->size() < size) return false;
  if (negative) year = -year;
  if (!ReadMonthAndDay(year, text->data() + size - kMonthAndDay, days)) return false;
  text->remove_prefix(size);
  return true;
}

Moment ParseTimestamp(std::string_view text) {
  Moment moment;
  if (!TakeDate(&text, &moment.days)) return moment;
  if (text.empty()) {
    moment.form = Moment::Form::kDate;
    return moment;
  }
  if (text[0] != 'T' && text[0] != ' ') return moment;
  text.remove_prefix(1);
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
  return year <= 9999 && ReadMonthAndDay(year, text + 4, days);
}

Moment ParseMoment(std::string_view text) {
  constexpr size_t kShortestDate = 10;
  if (text.size() >= kShortestDate && text[2] != ':') return ParseTimestamp(text);
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
