#pragma once

#include <array>
#include <cstdint>
#include <string>

#include <arrow/status.h>

#include "databases/postgres/wire.h"

namespace quiver::postgres {

/// A numeric as it comes over the wire:
///
///   int16 digits | int16 weight | uint16 sign | uint16 display scale | digits x uint16
///
/// Digits are base 10,000; digit i counts 10,000 ^ (weight - i). There are none for zero, and none
/// of them is a zero at either end.
struct NumericValue {
  static constexpr uint16_t kNegative = 0x4000;
  static constexpr uint16_t kNaN = 0xC000;
  static constexpr uint16_t kInfinity = 0xD000;
  static constexpr uint16_t kMinusInfinity = 0xF000;

  /// Errors: Malformed.
  arrow::Status Parse(Wire value);

  bool finite() const { return sign == 0 || sign == kNegative; }
  int digit(int i) const { return LoadBigEndian<uint16_t>(digits + 2 * i); }
  /// Decimal digits before the point; those behind it but for zeros at the end.
  int integer_digits() const;
  int significant_scale() const;
  /// "NaN", "-Infinity", "123.45"; for messages.
  std::string ToString() const;

  int size = 0;
  int weight = 0;
  uint16_t sign = 0;
  int display_scale = 0;
  const uint8_t* digits = nullptr;
};

inline constexpr std::array<int64_t, 5> kPowersOfTen = {1, 10, 100, 1'000, 10'000};

/// Sets `magnitude` to |value| * 10^scale. False when that is no integer, or too large. Magnitude
/// has `bool MultiplyAdd(uint64_t by, uint64_t add)`, false on overflow.
template <typename Magnitude>
bool ToScale(const NumericValue& value, int scale, Magnitude* magnitude) {
  *magnitude = {};
  int exponent = 4 * value.weight + scale;  // of the digit at hand
  for (int i = 0; i < value.size; ++i, exponent -= 4) {
    const int digit = value.digit(i);
    if (exponent >= 0) {
      if (!magnitude->MultiplyAdd(10'000, digit)) return false;
    } else if (exponent > -4) {
      const int64_t cut = kPowersOfTen[-exponent];
      if (digit % cut != 0) return false;
      if (!magnitude->MultiplyAdd(kPowersOfTen[4 + exponent], digit / cut)) return false;
    } else if (digit != 0) {
      return false;
    }
  }
  if (value.size == 0) return true;
  // What comes after the last digit is zeros.
  for (exponent += 4; exponent > 0; exponent -= 4) {
    if (!magnitude->MultiplyAdd(kPowersOfTen[exponent < 4 ? exponent : 4], 0)) return false;
  }
  return true;
}

}  // namespace quiver::postgres
