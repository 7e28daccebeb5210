#include "quiver/statistics.h"

#include <algorithm>
#include <compare>
#include <optional>

#include "core/comparable_value.h"

namespace quiver {
namespace {

// The values that a column can have in the group, apart from NULL: those from min to max, and NaN.
struct Range {
  std::optional<ComparableValue> min;
  std::optional<ComparableValue> max;
  bool nan = true;
};

std::optional<ComparableValue> Bound(const std::shared_ptr<arrow::Scalar>& scalar) {
  if (scalar == nullptr) return std::nullopt;
  auto bound = ToComparable(*scalar);
  if (bound && bound->IsNaN()) return std::nullopt;
  return bound;
}

Range RangeOf(const ColumnStatistics& column) {
  Range range{Bound(column.min), Bound(column.max)};
  if (range.min && range.max) {
    const auto order = Compare(*range.min, *range.max);
    if (!order || *order > 0) return {};
  }
  // Only floats have NaN, and a bound is of the column's type.
  const bool is_float = (range.min && range.min->IsFloat()) || (range.max && range.max->IsFloat());
  range.nan = is_float && column.may_have_nan;
  return range;
}

bool IsLess(const std::optional<ComparableValue>& left,
            const std::optional<ComparableValue>& right) {
  if (!left || !right) return false;
  const auto order = Compare(*left, *right);
  return order && *order < 0;
}

bool IsLessOrEqual(const std::optional<ComparableValue>& left,
                   const std::optional<ComparableValue>& right) {
  if (!left || !right) return false;
  const auto order = Compare(*left, *right);
  return order && *order <= 0;
}

// Whether no value of `range` compares so with `value`. NaN equals NaN and is above all others.
bool NoneCompares(Predicate::Kind kind, const Range& range,
                  const std::optional<ComparableValue>& value) {
  const bool nan_matches_equal = range.nan && value->IsNaN();
  const bool nan_matches_greater = range.nan && !value->IsNaN();
  switch (kind) {
    case Predicate::Kind::kEqual:
      return (IsLess(value, range.min) || IsLess(range.max, value)) && !nan_matches_equal;
    case Predicate::Kind::kNotEqual:
      return IsLessOrEqual(value, range.min) && IsLessOrEqual(range.max, value) &&
             !nan_matches_greater;
    case Predicate::Kind::kLess:
      return IsLessOrEqual(value, range.min);
    case Predicate::Kind::kLessEqual:
      return IsLess(value, range.min) && !nan_matches_equal;
    case Predicate::Kind::kGreater:
      return IsLessOrEqual(range.max, value) && !nan_matches_greater;
    case Predicate::Kind::kGreaterEqual:
      return IsLess(range.max, value) && !range.nan;
    default:
      return false;
  }
}

bool CanSkipComparison(const Predicate& predicate, const ColumnStatistics& column,
                       bool only_nulls) {
  if (predicate.value == nullptr) return false;
  if (!predicate.value->is_valid || only_nulls) return true;
  const auto value = ToComparable(*predicate.value);
  return value && NoneCompares(predicate.kind, RangeOf(column), value);
}

bool CanSkipColumn(const Predicate& predicate, const GroupStatistics& group) {
  const auto found = group.columns.find(predicate.column);
  const ColumnStatistics column = found == group.columns.end() ? ColumnStatistics() : found->second;
  const bool nulls_known =
      column.null_count >= 0 && (group.rows < 0 || column.null_count <= group.rows);
  const bool only_nulls = nulls_known && column.null_count == group.rows;
  switch (predicate.kind) {
    case Predicate::Kind::kIsNull:
      return nulls_known && column.null_count == 0;
    case Predicate::Kind::kIsNotNull:
      return only_nulls;
    default:
      return CanSkipComparison(predicate, column, only_nulls);
  }
}

}  // namespace

bool CanSkip(const Predicate& predicate, const GroupStatistics& group) {
  if (group.rows == 0) return true;
  const auto can_skip = [&](const Predicate& child) { return CanSkip(child, group); };
  switch (predicate.kind) {
    case Predicate::Kind::kAnd:
      return std::ranges::any_of(predicate.children, can_skip);
    case Predicate::Kind::kOr:
      return std::ranges::all_of(predicate.children, can_skip);
    default:
      return CanSkipColumn(predicate, group);
  }
}

}  // namespace quiver
