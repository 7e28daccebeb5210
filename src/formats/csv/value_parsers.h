#pragma once

#include <charconv>
#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>

#include <arrow/type.h>
#include <arrow/util/decimal.h>

#include "formats/csv/moment_text.h"
#include "formats/csv/number_text.h"

/// How the text of a field becomes a value of a type: `Value` and `Parse`, which says no to what
/// the type can't hold exactly. Sixteen bytes before the text are readable.
namespace quiver::csv {

struct Int64Parser {
  using Value = int64_t;
  bool Parse(const char* begin, const char* end, int64_t* value) const {
    return ReadShortInteger(begin, end, value) || ParseLong(begin, end, value);
  }
  static bool ParseLong(const char* begin, const char* end, int64_t* value) {
    if (end - begin < 16 || *begin == '0' || (begin[0] == '-' && begin[1] == '0')) return false;
    const auto [stop, error] = std::from_chars(begin, end, *value);
    return error == std::errc() && stop == end;
  }
};

/// What a census calls exact as a double.
struct DoubleParser {
  using Value = double;
  bool Parse(const char* begin, const char* end, double* value) const {
    if (ReadShortDecimal(begin, end, value)) return true;
    int64_t integer;
    if (end - begin < 16 && ReadShortInteger(begin, end, &integer)) {
      *value = static_cast<double>(integer);
      return true;
    }
    return ParseLong({begin, static_cast<size_t>(end - begin)}, value);
  }
  static bool ParseLong(std::string_view text, double* value) {
    const NumberForm form = ClassifyNumber(text).form;
    if (form != NumberForm::kInteger && form != NumberForm::kDecimal &&
        form != NumberForm::kFloat) {
      return false;
    }
    *value = DoubleOf(text);
    return true;
  }
};

/// A floating-point type that the user asked for: the nearest number is what they want.
template <typename T>
struct AskedFloatParser {
  using Value = T;
  bool Parse(const char* begin, const char* end, T* value) const {
    const auto [stop, error] = std::from_chars(begin, end, *value);
    return error == std::errc() && stop == end;
  }
};

/// Integers of any width, when the user asked for them.
template <typename T>
struct AskedIntegerParser {
  using Value = T;
  bool Parse(const char* begin, const char* end, T* value) const {
    const auto [stop, error] = std::from_chars(begin, end, *value);
    return error == std::errc() && stop == end;
  }
};

struct DateParser {
  using Value = int32_t;
  bool Parse(const char* begin, const char* end, int32_t* value) const {
    int64_t days;
    if (end - begin == 10 && ParseDate(begin, &days)) {
      *value = static_cast<int32_t>(days);
      return true;
    }
    return ParseLong({begin, static_cast<size_t>(end - begin)}, value);
  }
  static bool ParseLong(std::string_view text, int32_t* value) {
    const Moment moment = ParseMoment(text);
    *value = static_cast<int32_t>(moment.days);
    return moment.form == Moment::Form::kDate;
  }
};

struct Date64Parser {
  using Value = int64_t;
  bool Parse(const char* begin, const char* end, int64_t* value) const {
    constexpr int64_t kMillisPerDay = 86'400'000;
    int32_t days;
    if (!DateParser().Parse(begin, end, &days)) return false;
    *value = days * kMillisPerDay;
    return true;
  }
};

inline int64_t NanosIn(arrow::TimeUnit::type unit) {
  constexpr int64_t kNanos[] = {1'000'000'000, 1'000'000, 1'000, 1};
  return kNanos[unit];
}

template <typename T>
class TimeParser {
 public:
  using Value = T;
  explicit TimeParser(arrow::TimeUnit::type unit) : nanos_(NanosIn(unit)) {}

  bool Parse(const char* begin, const char* end, T* value) const {
    const Moment moment = ParseMoment({begin, static_cast<size_t>(end - begin)});
    if (moment.form != Moment::Form::kTime || moment.nanos % nanos_ != 0) return false;
    *value = static_cast<T>(moment.nanos / nanos_);
    return true;
  }

 private:
  const int64_t nanos_;
};

/// Timestamps that all have a zone, or none of them. A date alone is its midnight.
class TimestampParser {
 public:
  using Value = int64_t;
  explicit TimestampParser(const arrow::TimestampType& type)
      : nanos_(NanosIn(type.unit())), zoned_(!type.timezone().empty()) {}

  bool Parse(const char* begin, const char* end, int64_t* value) const {
    constexpr int64_t kNanosPerDay = 86'400'000'000'000;
    const Moment moment = ParseMoment({begin, static_cast<size_t>(end - begin)});
    const bool fits =
        zoned_ ? moment.form == Moment::Form::kZonedTimestamp
               : moment.form == Moment::Form::kTimestamp || moment.form == Moment::Form::kDate;
    if (!fits || moment.nanos % nanos_ != 0 || (nanos_ == 1 && !FitsNanos(moment))) return false;
    *value = moment.days * (kNanosPerDay / nanos_) + moment.nanos / nanos_;
    return true;
  }

 private:
  const int64_t nanos_;
  const bool zoned_;
};

template <typename Decimal>
class DecimalParser {
 public:
  using Value = Decimal;
  explicit DecimalParser(const arrow::DecimalType& type)
      : precision_(type.precision()), scale_(type.scale()) {}

  bool Parse(const char* begin, const char* end, Decimal* value) const {
    const std::string_view text(begin, static_cast<size_t>(end - begin));
    int32_t precision = 0;
    int32_t scale = 0;
    Decimal parsed;
    if (!Decimal::FromString(text, &parsed, &precision, &scale).ok()) return false;
    const auto scaled = parsed.Rescale(scale, scale_);
    if (!scaled.ok() || !scaled->FitsInPrecision(precision_)) return false;
    *value = *scaled;
    return true;
  }

 private:
  const int32_t precision_;
  const int32_t scale_;
};

}  // namespace quiver::csv
