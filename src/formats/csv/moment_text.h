#pragma once

#include <cstdint>
#include <string_view>

namespace quiver::csv {

/// A date, a time or both, in ISO 8601.
struct Moment {
  enum class Form : uint8_t { kNone, kDate, kTime, kTimestamp, kZonedTimestamp };
  Form form = Form::kNone;
  /// Since 1970-01-01; zones are taken into account.
  int64_t days = 0;
  /// Of the day: 0 <= nanos < 86'400'000'000'000.
  int64_t nanos = 0;
};

/// YYYY-MM-DD, HH:MM:SS[.F...], or both with 'T' or a space between them, where the seconds may be
/// missing, and then a zone: Z, +HH, +HHMM, +HH:MM. At most nine digits of a second. Years before 0
/// and after 9999 are written -YYYY and YYYYY.
Moment ParseMoment(std::string_view text);

/// YYYY-MM-DD alone. `text` has ten readable bytes.
bool ParseDate(const char* text, int64_t* days);

/// Whether `moment` is one of the nanoseconds that fit 64 bits.
bool FitsNanos(const Moment& moment);

}  // namespace quiver::csv
