#pragma once

#include <cstdint>
#include <string_view>

namespace quiver::sqlite {

enum class Iso8601 { kNone, kDate, kTimestamp, kTimestampUtc };

/// Reads `text` as one of the ISO 8601 forms that SQLite's own date functions write or read
/// (https://www.sqlite.org/lang_datefunc.html, section 2):
///   YYYY-MM-DD                                              -> kDate, *value = days since 1970
///   YYYY-MM-DD[ T]HH:MM[:SS[.FFFFFF]]                       -> kTimestamp, microseconds since 1970
///   the same with Z or [+-]HH:MM behind it                  -> kTimestampUtc, microseconds, in UTC
/// Only real calendar days and times of day count, no leading or trailing characters, and no more
/// than microseconds (further digits must be zeros). Anything else is kNone.
Iso8601 ParseIso8601(std::string_view text, int64_t* value);

}  // namespace quiver::sqlite
