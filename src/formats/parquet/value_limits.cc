#include "formats/parquet/value_limits.h"

#include <cstdint>
#include <limits>

#include <arrow/extension_type.h>
#include <arrow/type.h>
#include <arrow/util/decimal.h>
#include <fmt/format.h>

namespace quiver::parquet_format {
namespace {

template <typename Value, typename Fits>
arrow::Status CheckEach(const std::string& column, const arrow::ArrayData& values,
                        const char* reason, Fits&& fits) {
  const Value* raw = values.GetValues<Value>(1);
  for (int64_t i = 0; i < values.length; ++i) {
    if (values.IsValid(i) && !fits(raw[i])) {
      return arrow::Status::Invalid(fmt::format("column \"{}\", row {}: {} of type {} {}", column,
                                                i, raw[i], values.type->ToString(), reason));
    }
  }
  return arrow::Status::OK();
}

// Parquet keeps as many bytes as the digits of the type need, and Arrow's writer drops the others.
template <typename Value>
arrow::Status CheckDigits(const std::string& column, const arrow::ArrayData& values,
                          const arrow::DataType& type) {
  const auto& decimal = static_cast<const arrow::DecimalType&>(type);
  const Value* raw = values.GetValues<Value>(1);
  for (int64_t i = 0; i < values.length; ++i) {
    if (values.IsValid(i) && !raw[i].FitsInPrecision(decimal.precision())) {
      return arrow::Status::Invalid(fmt::format(
          "column \"{}\", row {}: {} has more digits than its type {}, and Parquet has no room for "
          "them",
          column, i, raw[i].ToString(decimal.scale()), type.ToString()));
    }
  }
  return arrow::Status::OK();
}

template <typename Value>
bool HasMilliseconds(Value seconds) {
  constexpr Value kMost = std::numeric_limits<Value>::max() / 1000;
  return seconds >= -kMost && seconds <= kMost;
}

arrow::Status CheckValues(const std::string& column, const arrow::ArrayData& values,
                          const arrow::DataType& type) {
  constexpr int64_t kDay = 86'400'000;
  constexpr char kNotADay[] = "is no whole day, and Parquet has only days";
  constexpr char kTooFar[] = "is too far from 1970 for Parquet, which has milliseconds at least";
  switch (type.id()) {
    case arrow::Type::DATE64:
      return CheckEach<int64_t>(column, values, kNotADay, [](int64_t v) { return v % kDay == 0; });
    case arrow::Type::TIMESTAMP:
      if (static_cast<const arrow::TimestampType&>(type).unit() != arrow::TimeUnit::SECOND) break;
      return CheckEach<int64_t>(column, values, kTooFar, HasMilliseconds<int64_t>);
    case arrow::Type::TIME32:
      if (static_cast<const arrow::Time32Type&>(type).unit() != arrow::TimeUnit::SECOND) break;
      return CheckEach<int32_t>(column, values, kTooFar, HasMilliseconds<int32_t>);
    case arrow::Type::DECIMAL32:
      return CheckDigits<arrow::Decimal32>(column, values, type);
    case arrow::Type::DECIMAL64:
      return CheckDigits<arrow::Decimal64>(column, values, type);
    case arrow::Type::DECIMAL128:
      return CheckDigits<arrow::Decimal128>(column, values, type);
    case arrow::Type::DECIMAL256:
      return CheckDigits<arrow::Decimal256>(column, values, type);
    case arrow::Type::DICTIONARY:
      return CheckLimits(column, *values.dictionary);
    case arrow::Type::EXTENSION:
      return CheckValues(column, values,
                         *static_cast<const arrow::ExtensionType&>(type).storage_type());
    default:
      break;
  }
  return arrow::Status::OK();
}

}  // namespace

arrow::Status CheckLimits(const std::string& column, const arrow::ArrayData& values) {
  for (const auto& child : values.child_data) ARROW_RETURN_NOT_OK(CheckLimits(column, *child));
  return CheckValues(column, values, *values.type);
}

}  // namespace quiver::parquet_format
