#pragma once

#include <bit>
#include <cstdint>
#include <span>

#include <arrow/status.h>
#include <arrow/type_fwd.h>

#include "quiver/row_hash.h"

namespace quiver {

/// Writes the hash of each value of `array`, in the canonical form that quiver/row_hash.h
/// describes, to `out`, which has as many places. Errors: NotImplemented for a type that row_hash.h
/// doesn't name.
arrow::Status HashValues(const arrow::Array& array, std::span<RowHash128> out);

/// Steps a row's accumulator over one more value. Not commutative, so column order counts.
inline void FoldValue(RowHash128* row, const RowHash128& value) {
  constexpr uint64_t kMultiplier = 0x9E3779B97F4A7C15;
  row->low = std::rotl(row->low, 23) * kMultiplier + value.low;
  row->high = std::rotl(row->high, 41) * kMultiplier + value.high;
}

/// Ends a row. Makes the result non-linear, so that values swapped between two rows change the sum
/// of the rows.
RowHash128 FinishRow(const RowHash128& accumulator);

}  // namespace quiver
