#include "core/comparable_value.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include <arrow/type_traits.h>
#include <arrow/util/float16.h>
#include <arrow/visit_scalar_inline.h>

#include "core/time_unit.h"

namespace quiver {
namespace {

using Family = ComparableValue::Family;
using Form = ComparableValue::Form;
using Integer = ComparableValue::Integer;
using Ordering = std::weak_ordering;

// Every 64-bit integer and every double has its exact place among these.
static_assert(std::numeric_limits<long double>::digits >= 64);

// What a scalar of each type is here; nothing for those without an order.
struct Conversion {
  ComparableValue result;
  bool has_order = true;

  template <typename ScalarType>
  arrow::Status Visit(const ScalarType& scalar) {
    using Type = typename ScalarType::TypeClass;
    if constexpr (arrow::is_integer_type<Type>::value) {
      SetInteger(Family::kNumber, scalar.value);
    } else if constexpr (arrow::is_decimal_type<Type>::value) {
      result.form = Form::kDecimal;
      result.unscaled = arrow::Decimal256(scalar.value);
      result.scale = static_cast<const arrow::DecimalType&>(*scalar.type).scale();
    } else {
      VisitOther(scalar);
    }
    return arrow::Status::OK();
  }

 private:
  void SetInteger(Family family, Integer value) {
    result.family = family;
    result.integer = value;
  }
  void SetFloat(double value) {
    result.form = Form::kFloat;
    result.number = value;
  }
  template <typename ScalarType>
  void SetTime(const ScalarType& scalar, Family family) {
    using Type = typename ScalarType::TypeClass;
    const auto unit = static_cast<const Type&>(*scalar.type).unit();
    SetInteger(family, Integer{scalar.value} * NanosecondsPerUnit(unit));
  }

  void VisitOther(const arrow::BooleanScalar& scalar) {
    SetInteger(Family::kBoolean, scalar.value ? 1 : 0);
  }
  void VisitOther(const arrow::HalfFloatScalar& scalar) {
    SetFloat(arrow::util::Float16::FromBits(scalar.value).ToDouble());
  }
  void VisitOther(const arrow::FloatScalar& scalar) { SetFloat(scalar.value); }
  void VisitOther(const arrow::DoubleScalar& scalar) { SetFloat(scalar.value); }
  void VisitOther(const arrow::Date32Scalar& scalar) {
    SetInteger(Family::kDate, Integer{scalar.value} * 86'400'000);
  }
  void VisitOther(const arrow::Date64Scalar& scalar) { SetInteger(Family::kDate, scalar.value); }
  void VisitOther(const arrow::Time32Scalar& scalar) { SetTime(scalar, Family::kTime); }
  void VisitOther(const arrow::Time64Scalar& scalar) { SetTime(scalar, Family::kTime); }
  void VisitOther(const arrow::DurationScalar& scalar) { SetTime(scalar, Family::kDuration); }
  void VisitOther(const arrow::TimestampScalar& scalar) {
    const auto& type = static_cast<const arrow::TimestampType&>(*scalar.type);
    SetTime(scalar, type.timezone().empty() ? Family::kTimestamp : Family::kTimestampUtc);
  }
  void VisitOther(const arrow::BaseBinaryScalar& scalar) {
    has_order = scalar.value != nullptr;
    if (!has_order) return;
    result.family = Family::kBytes;
    result.form = Form::kBytes;
    result.bytes = scalar.view();
  }
  void VisitOther(const arrow::Scalar&) { has_order = false; }
};

Ordering CompareFloats(long double left, long double right) {
  if (std::isnan(left) || std::isnan(right)) return std::isnan(left) <=> std::isnan(right);
  if (left == right) return Ordering::equivalent;
  return left < right ? Ordering::less : Ordering::greater;
}

// Of an integer or a float.
long double AsFloat(const ComparableValue& value) {
  return value.IsFloat() ? value.number : static_cast<long double>(value.integer);
}

// Of an integer or a decimal.
arrow::Decimal256 Unscaled(const ComparableValue& value) {
  if (value.form == Form::kDecimal) return value.unscaled;
  return arrow::Decimal256(arrow::Decimal128(static_cast<int64_t>(value.integer >> 64),
                                             static_cast<uint64_t>(value.integer)));
}

// Decimal256::Rescale does not notice every overflow.
std::optional<arrow::Decimal256> AtScale(const ComparableValue& value, int32_t scale) {
  constexpr int32_t kMostDigits = 76;
  const int64_t more = int64_t{scale} - value.scale;
  if (more == 0) return Unscaled(value);
  if (more >= kMostDigits) return std::nullopt;
  const arrow::Decimal256 unscaled = Unscaled(value);
  if (!unscaled.FitsInPrecision(kMostDigits - static_cast<int32_t>(more))) return std::nullopt;
  return arrow::Decimal256(unscaled.IncreaseScaleBy(static_cast<int32_t>(more)));
}

std::optional<Ordering> CompareDecimals(const ComparableValue& left, const ComparableValue& right) {
  const int32_t scale = std::max(left.scale, right.scale);
  const auto left_scaled = AtScale(left, scale);
  const auto right_scaled = AtScale(right, scale);
  if (!left_scaled || !right_scaled) return std::nullopt;
  if (*left_scaled == *right_scaled) return Ordering::equivalent;
  return *left_scaled < *right_scaled ? Ordering::less : Ordering::greater;
}

std::optional<Ordering> CompareNumbers(const ComparableValue& left, const ComparableValue& right) {
  const bool decimal = left.form == Form::kDecimal || right.form == Form::kDecimal;
  const bool floating = left.IsFloat() || right.IsFloat();
  if (decimal && floating) return std::nullopt;
  if (decimal) return CompareDecimals(left, right);
  if (floating) return CompareFloats(AsFloat(left), AsFloat(right));
  return left.integer <=> right.integer;
}

}  // namespace

std::optional<ComparableValue> ToComparable(const arrow::Scalar& scalar) {
  if (!scalar.is_valid) return std::nullopt;
  Conversion conversion;
  const bool converted = arrow::VisitScalarInline(scalar, &conversion).ok();
  if (!converted || !conversion.has_order) return std::nullopt;
  return conversion.result;
}

std::optional<std::weak_ordering> Compare(const ComparableValue& left,
                                          const ComparableValue& right) {
  if (left.family != right.family) return std::nullopt;
  if (left.family == Family::kNumber) return CompareNumbers(left, right);
  // Bytes compare as unsigned.
  if (left.family == Family::kBytes) return left.bytes <=> right.bytes;
  return left.integer <=> right.integer;
}

}  // namespace quiver
