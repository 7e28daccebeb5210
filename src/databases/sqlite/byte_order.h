#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace quiver::sqlite {

// SQLite's files are big-endian throughout; Arrow's buffers have the byte order of the machine.

inline uint64_t HostOrder64(uint64_t big) {
  return std::endian::native == std::endian::little ? __builtin_bswap64(big) : big;
}

inline uint16_t LoadBig16(const uint8_t* from) {
  return static_cast<uint16_t>(from[0] << 8 | from[1]);
}

inline uint32_t LoadBig32(const uint8_t* from) {
  return uint32_t{from[0]} << 24 | uint32_t{from[1]} << 16 | uint32_t{from[2]} << 8 | from[3];
}

inline uint64_t LoadBig64(const uint8_t* from) {
  uint64_t value;
  std::memcpy(&value, from, sizeof(value));
  return HostOrder64(value);
}

inline void StoreBig64(uint64_t value, uint8_t* to) {
  value = HostOrder64(value);
  std::memcpy(to, &value, sizeof(value));
}

/// Reads a varint (https://www.sqlite.org/fileformat2.html, section 1.6: big-endian, seven bits a
/// byte, the ninth byte has eight) and returns the byte behind it. Reads at most nine bytes.
inline const uint8_t* ReadLongVarint(const uint8_t* from, uint64_t* value) {
  uint64_t bits = 0;
  for (int i = 0; i < 8; ++i) {
    bits = bits << 7 | (from[i] & 0x7f);
    if (from[i] < 0x80) {
      *value = bits;
      return from + i + 1;
    }
  }
  *value = bits << 8 | from[8];
  return from + 9;
}

inline const uint8_t* ReadVarint(const uint8_t* from, uint64_t* value) {
  if (from[0] < 0x80) [[likely]] {
    *value = from[0];
    return from + 1;
  }
  return ReadLongVarint(from, value);
}

}  // namespace quiver::sqlite
