#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <arrow/type.h>

namespace quiver::sqlite {

/// Dates and times as the texts that SQLite's date functions understand
/// (https://www.sqlite.org/lang_datefunc.html), and back. Nothing for years outside of 0000 to 9999
/// and for times that are not within a day.

std::optional<std::string> DateText(int64_t days_since_1970);
std::optional<std::string> TimeText(int64_t value, arrow::TimeUnit::type unit);
/// With `zone`, a Z behind it: the moment is in UTC. Only as many digits as the value needs.
std::optional<std::string> TimestampText(int64_t value, arrow::TimeUnit::type unit, bool zone);

/// Nanoseconds since midnight.
std::optional<int64_t> ParseTime(std::string_view text);
/// The days since 1970 of a date.
std::optional<int64_t> ParseDate(std::string_view text);
/// In `unit`; nothing where it doesn't fit.
std::optional<int64_t> ParseTimestamp(std::string_view text, arrow::TimeUnit::type unit);

}  // namespace quiver::sqlite
