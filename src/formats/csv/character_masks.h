#pragma once

#include <cstdint>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace quiver::csv {

/// Which of 64 characters are what: bit i stands for character i.
struct CharacterMasks {
  uint64_t delimiter;
  uint64_t row_end;
  uint64_t quote;
  uint64_t non_ascii;
};

constexpr int kMaskedCharacters = 64;

#ifdef __SSE2__

inline CharacterMasks MaskCharacters(const char* text, char delimiter, char row_end) {
  const __m128i delimiters = _mm_set1_epi8(delimiter);
  const __m128i row_ends = _mm_set1_epi8(row_end);
  const __m128i quotes = _mm_set1_epi8('"');
  CharacterMasks masks = {0, 0, 0, 0};
  for (int i = 0; i < 4; ++i) {
    const __m128i part = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text) + i);
    const auto mask = [&](__m128i wanted) {
      return uint64_t{static_cast<uint16_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(part, wanted)))}
             << (16 * i);
    };
    masks.delimiter |= mask(delimiters);
    masks.row_end |= mask(row_ends);
    masks.quote |= mask(quotes);
    masks.non_ascii |= uint64_t{static_cast<uint16_t>(_mm_movemask_epi8(part))} << (16 * i);
  }
  return masks;
}

#else

inline CharacterMasks MaskCharacters(const char* text, char delimiter, char row_end) {
  CharacterMasks masks = {0, 0, 0, 0};
  for (int i = 0; i < kMaskedCharacters; ++i) {
    masks.delimiter |= uint64_t{text[i] == delimiter} << i;
    masks.row_end |= uint64_t{text[i] == row_end} << i;
    masks.quote |= uint64_t{text[i] == '"'} << i;
    masks.non_ascii |= uint64_t{static_cast<unsigned char>(text[i]) >= 0x80} << i;
  }
  return masks;
}

#endif

/// Bit i is the parity of bits 0 to i: with quotes, set from an opening one to the last character
/// before the closing one.
inline uint64_t PrefixParity(uint64_t bits) {
  for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return bits;
}

}  // namespace quiver::csv
