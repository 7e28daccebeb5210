#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include <arrow/scalar.h>

#include "quiver/predicate.h"

namespace quiver {

/// What is known about one column in one batch, row group or file. Everything may be unknown.
struct ColumnStatistics {
  /// -1 when unknown.
  int64_t null_count = -1;
  /// Every value that is neither NULL nor NaN is at least `min` and at most `max`, in the order of
  /// Predicate. They need not be values of the column (text may be cut, floats rounded outward).
  /// Null when unknown.
  std::shared_ptr<arrow::Scalar> min;
  std::shared_ptr<arrow::Scalar> max;
  /// False only when it is known that no value is NaN. Means nothing for types without NaN.
  bool may_have_nan = true;
};

/// What is known about a batch, row group or file.
struct GroupStatistics {
  /// -1 when unknown.
  int64_t rows = -1;
  /// By column name. A column that is missing is unknown.
  std::map<std::string, ColumnStatistics, std::less<>> columns;
};

/// True only when `predicate` holds for no row of the group, whatever the rows are: what is
/// unknown, missing or makes no sense never skips a row.
bool CanSkip(const Predicate& predicate, const GroupStatistics& group);

}  // namespace quiver
