#pragma once

#include <cstdint>
#include <memory>

#include <arrow/array/data.h>
#include <arrow/scalar.h>

#include "quiver/predicate.h"

namespace quiver::duckdb_extension {

/// From which to which value a column is wanted. It finds every row whose value is among them, and
/// may find others: NULLs, whose bytes may be any, and NaN.
class ColumnRange {
 public:
  /// All values; null for types that have none here.
  static std::unique_ptr<ColumnRange> Make(const arrow::DataType& type);

  virtual ~ColumnRange() = default;

  /// Makes it smaller: only values that compare so with `value` are wanted. False when it stays as
  /// it was, because such values are no range, or `value` is not of the column's type.
  virtual bool Limit(Predicate::Kind kind, const arrow::Scalar& value) = 0;

  /// Puts the rows of [begin, end) that are wanted into `rows`, which has room for all. Gives their
  /// number.
  virtual int64_t Select(const arrow::ArrayData& column, int64_t begin, int64_t end,
                         int32_t* rows) const = 0;
  /// Keeps those of `rows` that are wanted. Gives their number.
  virtual int64_t Narrow(const arrow::ArrayData& column, int32_t* rows, int64_t count) const = 0;
};

}  // namespace quiver::duckdb_extension
