#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace quiver::csv {

/// What a text is as a number. The forms are what it takes to hold it without a loss.
enum class NumberForm : uint8_t {
  kNone,         ///< no number, or one whose text says more than any number: "007", "+49"
  kInteger,      ///< at most 2^53 either way
  kBigInteger,   ///< of 64 bits
  kHugeInteger,  ///< of more
  kDecimal,      ///< digits with a point that a double gives back
  kLongDecimal,  ///< digits with a point that a double would round
  kFloat,        ///< an exponent, NaN, an infinity, -0
};

struct NumberText {
  NumberForm form = NumberForm::kNone;
  /// Digits before the point, without a leading zero, and behind it.
  int digits = 0;
  int scale = 0;
};

NumberText ClassifyNumber(std::string_view text);

/// The double that a text of the forms kInteger, kDecimal and kFloat stands for.
double DoubleOf(std::string_view text);

/// Eight digits that end at `end` as a number, where those before the last `count` are taken for
/// zeros; `count` is 1 to 8. Reads eight bytes. False when one of them is no digit.
inline bool ReadDigits(uint64_t characters, int count, uint64_t* value) {
  static_assert(std::endian::native == std::endian::little);
  constexpr uint64_t kOnes = 0x0101010101010101;
  uint64_t digits = characters ^ ('0' * kOnes);
  digits &= ~uint64_t{0} << (8 * (8 - count));
  if (((digits + 0x76 * kOnes) | digits) & (0x80 * kOnes)) return false;
  digits = digits * 10 + (digits >> 8);
  *value = (((digits & 0x000000ff000000ff) * 0x000f424000000064 +
             ((digits >> 16) & 0x000000ff000000ff) * 0x0000271000000001) >>
            32);
  return true;
}

inline uint64_t LoadEightBefore(const char* end) {
  uint64_t characters;
  std::memcpy(&characters, end - 8, 8);
  return characters;
}

/// An integer of up to 16 digits, without leading zeros. Sixteen bytes before `end` are readable.
inline bool ReadShortInteger(const char* begin, const char* end, int64_t* value) {
  const bool negative = begin != end && *begin == '-';
  begin += negative ? 1 : 0;
  const auto size = end - begin;
  if (size < 1 || size > 16 || (*begin == '0' && (size > 1 || negative))) return false;
  uint64_t low;
  if (!ReadDigits(LoadEightBefore(end), size < 8 ? static_cast<int>(size) : 8, &low)) return false;
  if (size > 8) {
    uint64_t high;
    if (!ReadDigits(LoadEightBefore(end - 8), static_cast<int>(size - 8), &high)) return false;
    low += high * 100'000'000;
  }
  *value = negative ? -static_cast<int64_t>(low) : static_cast<int64_t>(low);
  return true;
}

/// Digits with one point between them, 16 characters at most: the decimals that most files have.
/// Sixteen bytes before `end` are readable.
inline bool ReadShortDecimal(const char* begin, const char* end, double* value) {
  const bool negative = begin != end && *begin == '-';
  begin += negative ? 1 : 0;
  const auto size = end - begin;
  if (size < 3 || size > 16 || *begin == '.' || (begin[0] == '0' && begin[1] != '.')) return false;
  using Sixteen = unsigned __int128;
  Sixteen characters;
  std::memcpy(&characters, end - 16, 16);
  // The point is the last one in the text, and the only one, because the rest must be digits.
  int behind = 0;
  if (end[-3] == '.') {
    behind = 2;
  } else {
    while (behind < size && end[-1 - behind] != '.') ++behind;
    if (behind == 0 || behind >= size) return false;
  }
  const int point = 8 * (15 - behind);
  const Sixteen above = characters >> (point + 8) << (point + 8);
  const Sixteen below = (characters & ((Sixteen{1} << point) - 1)) << 8;
  characters = above | below;
  const auto digits = static_cast<int>(size - 1);
  uint64_t number;
  if (!ReadDigits(static_cast<uint64_t>(characters >> 64), digits < 8 ? digits : 8, &number)) {
    return false;
  }
  if (digits > 8) {
    uint64_t high;
    if (!ReadDigits(static_cast<uint64_t>(characters), digits - 8, &high)) return false;
    number += high * 100'000'000;
  }
  if (negative && number == 0) return false;  // -0.0, which wants a look
  constexpr double kPowers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  // Both are exact in a double, so that the division rounds once, and rightly.
  const double quotient = static_cast<double>(number) / kPowers[behind];
  *value = negative ? -quotient : quotient;
  return true;
}

}  // namespace quiver::csv
