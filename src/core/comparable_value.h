#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

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
  /// 64 bits of any sign, or 64 bits of seconds in nanoseconds.
  __extension__ typedef __int128 Integer;
  struct Decimal {
    arrow::Decimal256 unscaled;
    int32_t scale;
  };

  Family family;
  std::variant<Integer, double, Decimal, std::string_view> value;

  bool IsFloat() const { return std::holds_alternative<double>(value); }
  bool IsNaN() const;
};

/// Bytes are not copied: the result lives as long as `scalar`. Without a value for NULL, and for
/// types that have no order here (nested and extension types, intervals, dictionaries).
std::optional<ComparableValue> ToComparable(const arrow::Scalar& scalar);

/// In the order of Predicate: by value, NaN after every number, -0.0 equal to 0.0. Without a value
/// where the two don't compare, or not exactly (a decimal with a double).
std::optional<std::weak_ordering> Compare(const ComparableValue& left,
                                          const ComparableValue& right);

}  // namespace quiver
