#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

#include <arrow/scalar.h>
#include <arrow/util/decimal.h>

namespace quiver {

/// A value in the one form in which values of different types compare: numbers of any width,
/// temporal values of any unit in nanoseconds (dates: milliseconds), text and binary as bytes.
struct ComparableValue {
  /// Values of different families don't compare.
  enum class Family {
    kNumber,
    kBoolean,
    kDate,
    kTime,
    kTimestamp,
    kTimestampUtc,
    kDuration,
    kBytes
  };
  /// Which of the members below holds the value. All but kNumber have one form only.
  enum class Form { kInteger, kFloat, kDecimal, kBytes };
  /// 64 bits of any sign, or 64 bits of seconds in nanoseconds.
  __extension__ typedef __int128 Integer;

  Family family = Family::kNumber;
  Form form = Form::kInteger;
  Integer integer = 0;
  double number = 0;
  arrow::Decimal256 unscaled;
  int32_t scale = 0;
  std::string_view bytes;

  bool IsFloat() const { return form == Form::kFloat; }
  bool IsNaN() const { return IsFloat() && number != number; }
};

/// Bytes are not copied: the result lives as long as `scalar`. Without a value for NULL, and for
/// types that have no order here (nested and extension types, intervals, dictionaries).
std::optional<ComparableValue> ToComparable(const arrow::Scalar& scalar);

/// In the order of Predicate: by value, NaN after every number, -0.0 equal to 0.0. Without a value
/// where the two don't compare, or not exactly (a decimal with a double).
std::optional<std::weak_ordering> Compare(const ComparableValue& left,
                                          const ComparableValue& right);

}  // namespace quiver
