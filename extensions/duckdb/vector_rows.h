#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <arrow/util/bitmap_ops.h>

#include "duckdb_api.h"

namespace quiver::duckdb_extension {

/// Which rows of a vector are meant: `count` of them, from `begin` on, of those that `selection`
/// names, or simply in a row where that is null.
struct Rows {
  const uint32_t* selection = nullptr;
  idx_t begin = 0;
  idx_t count = 0;
  /// Rows, by their place among these, that a NULL around them hides; null: none. Only what Arrow
  /// can't hold as NULL (UNION) asks.
  const std::vector<bool>* hidden = nullptr;

  idx_t operator[](idx_t i) const {
    return selection == nullptr ? begin + i : selection[begin + i];
  }
};

/// What a value of VARCHAR, BLOB, BIT or BIGNUM is. It points into `bytes`.
inline std::string_view TextOf(const duckdb_v2_bytes& bytes) {
  constexpr uint32_t kInlined = sizeof(bytes.value.inlined.inlined);
  const uint32_t length = bytes.value.inlined.length;
  return {length <= kInlined ? bytes.value.inlined.inlined : bytes.value.pointer.ptr, length};
}

/// The values and NULLs of a vector as DuckDB holds them.
class VectorView {
 public:
  VectorView(duckdb_v2_vector_handle vector, duckdb_v2_error_info_handle* err) {
    DUCKDB_V2_VECTOR_TYPE kind;
    Call(err, duckdb_v2_vector_get_vector_type, vector, &kind);
    if (kind != DUCKDB_V2_VECTOR_TYPE_FLAT && kind != DUCKDB_V2_VECTOR_TYPE_CONSTANT &&
        kind != DUCKDB_V2_VECTOR_TYPE_DICTIONARY) {
      Call(err, duckdb_v2_vector_flatten, vector);
    }
    Call(err, duckdb_v2_vector_get_view, vector, &view_);
  }

  const void* data() const { return view_.data; }
  /// Whether these rows are one after the other in `data` and `validity`.
  bool IsRun(const Rows& rows) const { return view_.sel == nullptr && rows.selection == nullptr; }
  /// False only when it is sure.
  bool MayHaveNulls(const Rows& rows) const {
    if (view_.validity == nullptr) return false;
    const auto count = static_cast<int64_t>(rows.count);
    return !IsRun(rows) || arrow::internal::CountSetBits(
                               validity(), static_cast<int64_t>(rows.begin), count) != count;
  }
  /// A bit for each value, as Arrow has them.
  const uint8_t* validity() const { return reinterpret_cast<const uint8_t*>(view_.validity); }
  /// Where the value of a row is in `data`.
  idx_t Place(idx_t row) const { return view_.sel == nullptr ? row : view_.sel[row]; }
  bool IsValid(idx_t place) const {
    return view_.validity == nullptr || ((view_.validity[place / 64] >> (place % 64)) & 1) != 0;
  }

 private:
  duckdb_v2_vector_view view_;
};

}  // namespace quiver::duckdb_extension
