#include "core/bound_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

#include <arrow/type_traits.h>
#include <arrow/util/decimal.h>
#include <arrow/util/float16.h>
#include <arrow/visit_scalar_inline.h>
#include <arrow/visit_type_inline.h>

namespace quiver {
namespace {

template <typename Number>
std::optional<Number> Parse(std::string_view text) {
  Number number{};
  const char* end = text.data() + text.size();
  const auto [parsed, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || parsed != end || text.empty()) return std::nullopt;
  return number;
}

template <typename Type>
constexpr bool kStoresInteger =
    arrow::is_integer_type<Type>::value || arrow::is_date_type<Type>::value ||
    arrow::is_time_type<Type>::value || arrow::is_timestamp_type<Type>::value ||
    arrow::is_duration_type<Type>::value;

struct StorageWriter {
  std::optional<std::string> result;

  template <typename ScalarType>
  arrow::Status Visit(const ScalarType& scalar) {
    using Type = typename ScalarType::TypeClass;
    if constexpr (kStoresInteger<Type>) {
      result = std::to_string(scalar.value);
    } else if constexpr (arrow::is_decimal_type<Type>::value) {
      result = arrow::Decimal256(scalar.value).ToIntegerString();
    }
    return arrow::Status::OK();
  }
};

struct StorageReader {
  std::string_view text;
  const std::shared_ptr<arrow::DataType>& type;
  std::shared_ptr<arrow::Scalar> result;

  template <typename Type>
  arrow::Status Visit(const Type& concrete) {
    if constexpr (kStoresInteger<Type>) {
      const auto value = Parse<typename Type::c_type>(text);
      if (!value) return arrow::Status::OK();
      ARROW_ASSIGN_OR_RAISE(result, arrow::MakeScalar(type, *value));
    } else if constexpr (arrow::is_decimal_type<Type>::value) {
      return ReadDecimal(concrete);
    }
    return arrow::Status::OK();
  }

 private:
  template <typename Type>
  arrow::Status ReadDecimal(const Type& concrete) {
    using Value = typename arrow::TypeTraits<Type>::CType;
    if (text.find_first_not_of("-0123456789") != std::string_view::npos) return arrow::Status::OK();
    arrow::Decimal256 value;
    int32_t precision = 0;
    int32_t scale = 0;
    ARROW_RETURN_NOT_OK(arrow::Decimal256::FromString(text, &value, &precision, &scale));
    if (scale != 0 || !value.FitsInPrecision(concrete.precision())) return arrow::Status::OK();
    ARROW_ASSIGN_OR_RAISE(auto narrow, Value::FromString(text));
    ARROW_ASSIGN_OR_RAISE(result, arrow::MakeScalar(type, narrow));
    return arrow::Status::OK();
  }
};

}  // namespace

std::optional<std::string> StorageInteger(const arrow::Scalar& scalar) {
  if (!scalar.is_valid) return std::nullopt;
  StorageWriter writer;
  if (!arrow::VisitScalarInline(scalar, &writer).ok()) return std::nullopt;
  return writer.result;
}

std::shared_ptr<arrow::Scalar> ScalarOfStorage(std::string_view integer,
                                               const std::shared_ptr<arrow::DataType>& type) {
  StorageReader reader{integer, type, nullptr};
  if (!arrow::VisitTypeInline(*type, &reader).ok()) return nullptr;
  return reader.result;
}

std::optional<std::string> FloatText(const arrow::Scalar& scalar) {
  if (!scalar.is_valid) return std::nullopt;
  double value = 0;
  switch (scalar.type->id()) {
    case arrow::Type::HALF_FLOAT: {
      const auto bits = static_cast<const arrow::HalfFloatScalar&>(scalar).value;
      value = arrow::util::Float16::FromBits(bits).ToDouble();
      break;
    }
    case arrow::Type::FLOAT:
      value = static_cast<const arrow::FloatScalar&>(scalar).value;
      break;
    case arrow::Type::DOUBLE:
      value = static_cast<const arrow::DoubleScalar&>(scalar).value;
      break;
    default:
      return std::nullopt;
  }
  std::array<char, 64> text;
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return std::nullopt;
  return std::string(text.data(), end);
}

std::shared_ptr<arrow::Scalar> ScalarOfFloatText(std::string_view text,
                                                 const std::shared_ptr<arrow::DataType>& type) {
  const auto value = Parse<double>(text);
  if (!value || std::isnan(*value)) return nullptr;
  switch (type->id()) {
    case arrow::Type::HALF_FLOAT: {
      const auto half = arrow::util::Float16::FromDouble(*value);
      if (half.ToDouble() != *value) return nullptr;
      return std::make_shared<arrow::HalfFloatScalar>(half.bits());
    }
    case arrow::Type::FLOAT:
      if (std::isfinite(*value) && std::abs(*value) > std::numeric_limits<float>::max()) {
        return nullptr;
      }
      if (static_cast<float>(*value) != *value) return nullptr;
      return std::make_shared<arrow::FloatScalar>(static_cast<float>(*value));
    case arrow::Type::DOUBLE:
      return std::make_shared<arrow::DoubleScalar>(*value);
    default:
      return nullptr;
  }
}

}  // namespace quiver
