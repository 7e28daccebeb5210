#include "core/comparable_value.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include <arrow/type_traits.h>
#include <arrow/util/float16.h>
#include <arrow/visit_scalar_inline.h>

namespace quiver {
namespace {

using Family = ComparableValue::Family;
using Integer = ComparableValue::Integer;
using Decimal = ComparableValue::Decimal;

// Every 64-bit integer and every double has its exact place among these.
static_assert(std::numeric_limits<long double>::digits >= 64);

Integer NanosecondsPerUnit(arrow::TimeUnit::type unit) {
  switch (unit) {
    case arrow::TimeUnit::SECOND:
      return 1'000'000'000;
    case arrow::TimeUnit::MILLI:
      return 1'000'000;
    case arrow::TimeUnit::MICRO:
      return 1'000;
    case arrow::TimeUnit::NANO:
      return 1;
  }
  return 1;
}

// What a scalar of each type is here; nothing for those without an order.
struct Conversion {
  std::optional<ComparableValue> result;

  template <typename ScalarType>
  arrow::Status Visit(const ScalarType& scalar) {
    using Type = typename ScalarType::TypeClass;
    if constexpr (std::is_same_v<Type, arrow::BooleanType>) {
      result = {Family::kBoolean, Integer{scalar.value}};
    } else if constexpr (arrow::is_integer_type<Type>::value) {
      result = {Family::kNumber, Integer{scalar.value}};
    } else if constexpr (std::is_same_v<Type, arrow::HalfFloatType>) {
      result = {Family::kNumber, arrow::util::Float16::FromBits(scalar.value).ToDouble()};
    } else if constexpr (arrow::is_floating_type<Type>::value) {
      result = {Family::kNumber, double{scalar.value}};
    } else if constexpr (arrow::is_decimal_type<Type>::value) {
      const auto& type = static_cast<const arrow::DecimalType&>(*scalar.type);
      result = {Family::kNumber, Decimal{arrow::Decimal256(scalar.value), type.scale()}};
    } else {
      VisitOther(scalar);
    }
    return arrow::Status::OK();
  }

 private:
  void VisitOther(const arrow::Date32Scalar& scalar) {
    result = {Family::kDate, Integer{scalar.value} * 86'400'000};
  }
  void VisitOther(const arrow::Date64Scalar& scalar) {
    result = {Family::kDate, Integer{scalar.value}};
  }
  template <typename ScalarType>
  void AddTime(const ScalarType& scalar, Family family) {
    using Type = typename ScalarType::TypeClass;
    const auto unit = static_cast<const Type&>(*scalar.type).unit();
    result = {family, Integer{scalar.value} * NanosecondsPerUnit(unit)};
  }
  void VisitOther(const arrow::Time32Scalar& scalar) { AddTime(scalar, Family::kTime); }
  void VisitOther(const arrow::Time64Scalar& scalar) { AddTime(scalar, Family::kTime); }
  void VisitOther(const arrow::DurationScalar& scalar) { AddTime(scalar, Family::kDuration); }
  void VisitOther(const arrow::TimestampScalar& scalar) {
    const auto& type = static_cast<const arrow::TimestampType&>(*scalar.type);
    AddTime(scalar, type.timezone().empty() ? Family::kTimestamp : Family::kTimestampUtc);
  }
  void VisitOther(const arrow::BaseBinaryScalar& scalar) {
    if (scalar.value != nullptr) result = {Family::kBytes, scalar.view()};
  }
  void VisitOther(const arrow::Scalar&) {}
};

std::optional<std::weak_ordering> CompareDecimals(const Decimal& left, const Decimal& right) {
  const int32_t scale = std::max(left.scale, right.scale);
  // Overflow: they can't be brought to one scale.
  const auto left_scaled = left.unscaled.Rescale(left.scale, scale);
  const auto right_scaled = right.unscaled.Rescale(right.scale, scale);
  if (!left_scaled.ok() || !right_scaled.ok()) return std::nullopt;
  if (*left_scaled == *right_scaled) return std::weak_ordering::equivalent;
  return *left_scaled < *right_scaled ? std::weak_ordering::less : std::weak_ordering::greater;
}

std::weak_ordering CompareFloats(long double left, long double right) {
  if (std::isnan(left) || std::isnan(right)) {
    return static_cast<int>(std::isnan(left)) <=> static_cast<int>(std::isnan(right));
  }
  if (left == right) return std::weak_ordering::equivalent;
  return left < right ? std::weak_ordering::less : std::weak_ordering::greater;
}

struct Comparison {
  using Result = std::optional<std::weak_ordering>;

  Result operator()(Integer left, Integer right) const { return left <=> right; }
  Result operator()(double left, double right) const { return CompareFloats(left, right); }
  Result operator()(Integer left, double right) const {
    return CompareFloats(static_cast<long double>(left), right);
  }
  Result operator()(double left, Integer right) const {
    return CompareFloats(left, static_cast<long double>(right));
  }
  Result operator()(const Decimal& left, const Decimal& right) const {
    return CompareDecimals(left, right);
  }
  Result operator()(const Decimal& left, Integer right) const {
    return CompareDecimals(left, FromInteger(right));
  }
  Result operator()(Integer left, const Decimal& right) const {
    return CompareDecimals(FromInteger(left), right);
  }
  // Bytes compare as unsigned.
  Result operator()(std::string_view left, std::string_view right) const { return left <=> right; }
  template <typename Left, typename Right>
  Result operator()(const Left&, const Right&) const {
    return std::nullopt;
  }

 private:
  static Decimal FromInteger(Integer value) {
    const arrow::Decimal128 wide(static_cast<int64_t>(value >> 64), static_cast<uint64_t>(value));
    return {arrow::Decimal256(wide), 0};
  }
};

}  // namespace

bool ComparableValue::IsNaN() const {
  const double* number = std::get_if<double>(&value);
  return number != nullptr && std::isnan(*number);
}

std::optional<ComparableValue> ToComparable(const arrow::Scalar& scalar) {
  if (!scalar.is_valid) return std::nullopt;
  Conversion conversion;
  if (!arrow::VisitScalarInline(scalar, &conversion).ok()) return std::nullopt;
  return conversion.result;
}

std::optional<std::weak_ordering> Compare(const ComparableValue& left,
                                          const ComparableValue& right) {
  if (left.family != right.family) return std::nullopt;
  return std::visit(Comparison(), left.value, right.value);
}

}  // namespace quiver
