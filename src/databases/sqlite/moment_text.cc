#include "databases/sqlite/moment_text.h"

#include <chrono>

#include <fmt/format.h>

#include "databases/sqlite/iso8601.h"

namespace quiver::sqlite {
namespace {

constexpr int64_t kNanoseconds = 1'000'000'000;
constexpr int64_t kSecondsPerDay = 86'400;

int64_t PerSecond(arrow::TimeUnit::type unit) {
  switch (unit) {
    case arrow::TimeUnit::SECOND:
      return 1;
    case arrow::TimeUnit::MILLI:
      return 1'000;
    case arrow::TimeUnit::MICRO:
      return 1'000'000;
    case arrow::TimeUnit::NANO:
      break;
  }
  return kNanoseconds;
}

/// The remainder is never negative.
int64_t FloorDivide(int64_t value, int64_t by, int64_t* remainder) {
  int64_t quotient = value / by;
  *remainder = value % by;
  if (*remainder < 0) {
    *remainder += by;
    --quotient;
  }
  return quotient;
}

/// ".5", ".123456", "": in steps of three digits, as few as hold the value.
std::string FractionText(int64_t nanoseconds) {
  if (nanoseconds == 0) return "";
  if (nanoseconds % 1'000'000 == 0) return fmt::format(".{:03}", nanoseconds / 1'000'000);
  if (nanoseconds % 1'000 == 0) return fmt::format(".{:06}", nanoseconds / 1'000);
  return fmt::format(".{:09}", nanoseconds);
}

std::string ClockText(int64_t seconds, int64_t nanoseconds) {
  return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60) +
         FractionText(nanoseconds);
}

/// What stands behind the seconds' point, as nanoseconds; the text loses it.
std::optional<int64_t> CutFraction(std::string* text) {
  const size_t point = text->find('.');
  if (point == std::string::npos) return 0;
  size_t end = point + 1;
  int64_t nanoseconds = 0;
  int64_t unit = kNanoseconds;
  for (; end < text->size() && '0' <= (*text)[end] && (*text)[end] <= '9'; ++end) {
    if (unit == 1) return std::nullopt;
    unit /= 10;
    nanoseconds += unit * ((*text)[end] - '0');
  }
  text->erase(point, end - point);
  return nanoseconds;
}

}  // namespace

std::optional<std::string> DateText(int64_t days) {
  constexpr int64_t kFirst = -719'528;  // 0000-01-01
  constexpr int64_t kLast = 2'932'896;  // 9999-12-31
  if (days < kFirst || days > kLast) return std::nullopt;
  const std::chrono::year_month_day date{
      std::chrono::sys_days{std::chrono::days{static_cast<int>(days)}}};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::optional<std::string> TimeText(int64_t value, arrow::TimeUnit::type unit) {
  int64_t fraction = 0;
  const int64_t per_second = PerSecond(unit);
  const int64_t seconds = FloorDivide(value, per_second, &fraction);
  if (seconds < 0 || seconds >= kSecondsPerDay) return std::nullopt;
  return ClockText(seconds, fraction * (kNanoseconds / per_second));
}

std::optional<std::string> TimestampText(int64_t value, arrow::TimeUnit::type unit, bool zone) {
  int64_t fraction = 0;
  int64_t clock = 0;
  const int64_t per_second = PerSecond(unit);
  const int64_t seconds = FloorDivide(value, per_second, &fraction);
  const auto date = DateText(FloorDivide(seconds, kSecondsPerDay, &clock));
  if (!date) return std::nullopt;
  return *date + " " + ClockText(clock, fraction * (kNanoseconds / per_second)) + (zone ? "Z" : "");
}

std::optional<int64_t> ParseTime(std::string_view text) {
  const auto moment = ParseTimestamp("1970-01-01 " + std::string(text), arrow::TimeUnit::NANO);
  return moment;
}

std::optional<int64_t> ParseDate(std::string_view text) {
  int64_t days = 0;
  if (ParseIso8601(text, &days) != Iso8601::kDate) return std::nullopt;
  return days;
}

std::optional<int64_t> ParseTimestamp(std::string_view text, arrow::TimeUnit::type unit) {
  constexpr int64_t kMicroseconds = 1'000'000;
  std::string whole(text);
  const auto nanoseconds = CutFraction(&whole);
  int64_t microseconds = 0;
  if (!nanoseconds || ParseIso8601(whole, &microseconds) < Iso8601::kTimestamp) return std::nullopt;
  const int64_t per_second = PerSecond(unit);
  const int64_t fraction = *nanoseconds / (kNanoseconds / per_second);
  int64_t value = 0;
  int64_t ignored = 0;
  // Before 1970 the product alone may be too small where the sum is not.
  const int64_t seconds = FloorDivide(microseconds, kMicroseconds, &ignored);
  const __int128 exact = static_cast<__int128>(seconds) * per_second + fraction;
  value = static_cast<int64_t>(exact);
  if (value != exact) return std::nullopt;
  return value;
}

}  // namespace quiver::sqlite
