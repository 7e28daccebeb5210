#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "databases/sqlite/byte_order.h"

namespace quiver::sqlite {

/// How a record stores one value (https://www.sqlite.org/fileformat2.html, section 2.1):
///
///   0            NULL
///   1 2 3 4 5 6  a big-endian integer of 1, 2, 3, 4, 6, 8 bytes
///   7            a big-endian IEEE 754 double
///   8 9          the integers 0 and 1, without bytes
///   10 11        reserved: never in a file
///   n >= 12      even: a blob of (n-12)/2 bytes; odd: a text of (n-13)/2 bytes
///
/// Held in 32 bits: a longer value than that allows (2 GiB - 7) is refused where records are read.
using SerialType = uint32_t;

namespace serial {

inline constexpr SerialType kNull = 0;
inline constexpr SerialType kInteger64 = 6;
inline constexpr SerialType kReal = 7;
inline constexpr SerialType kZero = 8;
inline constexpr SerialType kOne = 9;
inline constexpr SerialType kFirstReserved = 10;
inline constexpr SerialType kFirstBlob = 12;
inline constexpr SerialType kFirstText = 13;

inline bool IsInteger(SerialType type) {
  return (type >= 1 && type <= 6) || type == kZero || type == kOne;
}
inline bool IsReserved(SerialType type) { return (type | 1) == 11; }
inline bool IsText(SerialType type) { return type >= kFirstText && (type & 1) != 0; }
inline bool IsBlob(SerialType type) { return type >= kFirstBlob && (type & 1) == 0; }

inline constexpr std::array<uint8_t, 12> kNumberBytes = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0};

inline uint32_t ByteLength(SerialType type) {
  return type >= kFirstBlob ? (type - kFirstBlob) / 2 : kNumberBytes[type];
}

/// What ReadInteger does to the eight bytes at an integer: shift away what is behind it, or, where
/// there are no bytes, put the constant in their place.
struct IntegerStep {
  uint8_t shift;
  uint8_t constant;
  int64_t mask;
};
inline constexpr std::array<IntegerStep, 16> kIntegerSteps = {{
    {0, 0, 0},    // NULL: 0
    {56, 0, -1},  // 1 byte
    {48, 0, -1},
    {40, 0, -1},
    {32, 0, -1},
    {16, 0, -1},  // 6 bytes
    {0, 0, -1},
    {0, 0, 0},  // a double: 0
    {0, 0, 0},
    {0, 1, 0},
}};

/// The integer stored as `type` < 12 at `from`; 0 for NULL. Reads eight bytes whatever the width
/// is, and has no branch, because the widths in one column vary at random.
inline int64_t ReadInteger(SerialType type, const uint8_t* from) {
  const IntegerStep step = kIntegerSteps[type & 15];
  return ((static_cast<int64_t>(LoadBig64(from)) >> step.shift) & step.mask) | step.constant;
}

inline double ReadReal(const uint8_t* from) { return std::bit_cast<double>(LoadBig64(from)); }

}  // namespace serial
}  // namespace quiver::sqlite
