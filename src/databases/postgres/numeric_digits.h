#pragma once

#include <cstdint>
#include <span>

#include "databases/postgres/wire_buffer.h"

namespace quiver::postgres {

/// Appends length and value of the numeric `magnitude` × 10^-`scale`, negated when `negative`, as
/// numeric_recv reads it (src/backend/utils/adt/numeric.c): the number of digits, the weight of
/// the first one, the sign, the digits after the point, and the digits to base 10,000, without
/// zeros at either end.
///
/// `magnitude` is little-endian words of 64 bits, at most four; it is used up. A negative scale
/// stands for zeros before the point.
void PutNumeric(std::span<uint64_t> magnitude, bool negative, int32_t scale, WireBuffer* out);

/// Whether the last `zeros` decimal digits of `magnitude`, which has at most four words, are zeros.
bool EndsWithZeros(std::span<const uint64_t> magnitude, int32_t zeros);

}  // namespace quiver::postgres
