#include "column_range.h"

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstring>
#include <limits>
#include <optional>
#include <type_traits>

#include <arrow/type.h>
#include <arrow/type_traits.h>

namespace quiver::duckdb_extension {
namespace {

using Kind = Predicate::Kind;
__extension__ typedef __int128 Integer128;

// Rows from the one whose value is asked for to the one whose value will be soon.
constexpr int64_t kAhead = 64;

template <typename Value>
Value Above(Value value) {
  if constexpr (std::floating_point<Value>) {
    return std::nextafter(value, std::numeric_limits<Value>::infinity());
  } else {
    return value + 1;
  }
}

template <typename Value>
Value Below(Value value) {
  if constexpr (std::floating_point<Value>) {
    return std::nextafter(value, -std::numeric_limits<Value>::infinity());
  } else {
    return value - 1;
  }
}

// The least and the greatest value of a type.
template <typename Value>
constexpr Value Most() {
  if constexpr (std::floating_point<Value>) {
    return std::numeric_limits<Value>::infinity();
  } else if constexpr (sizeof(Value) == sizeof(Integer128)) {
    return static_cast<Value>(~Integer128{0} ^ (Integer128{1} << 127));
  } else {
    return std::numeric_limits<Value>::max();
  }
}
template <typename Value>
constexpr Value Least() {
  if constexpr (std::floating_point<Value>) {
    return -std::numeric_limits<Value>::infinity();
  } else if constexpr (sizeof(Value) == sizeof(Integer128)) {
    return ~Most<Value>();
  } else {
    return std::numeric_limits<Value>::min();
  }
}

template <typename ArrowType, typename Value>
class RangeOf final : public ColumnRange {
 public:
  explicit RangeOf(const arrow::DataType& type) : scale_or_unit_(ScaleOrUnit(type)) {}

  bool Limit(Kind kind, const arrow::Scalar& scalar) override {
    const auto found = ValueOf(scalar);
    if (!found) return false;
    const Value value = *found;
    switch (kind) {
      case Kind::kEqual:
        return LimitLeast(value) | LimitMost(value);
      case Kind::kGreater:
        return LimitLeast(value == Most<Value>() ? value : Above(value));
      case Kind::kGreaterEqual:
        return LimitLeast(value);
      case Kind::kLess:
        return LimitMost(value == Least<Value>() ? value : Below(value));
      case Kind::kLessEqual:
        return LimitMost(value);
      default:
        return false;
    }
  }

  int64_t Select(const arrow::ArrayData& column, int64_t begin, int64_t end,
                 int32_t* rows) const override {
    const uint8_t* const values = ValuesOf(column);
    int64_t count = 0;
    for (int64_t row = begin; row < end; ++row) {
      rows[count] = static_cast<int32_t>(row);
      count += IsWanted(values, row);
    }
    return count;
  }

  int64_t Narrow(const arrow::ArrayData& column, int32_t* rows, int64_t count) const override {
    const uint8_t* const values = ValuesOf(column);
    int64_t kept = 0;
    for (int64_t i = 0; i < count; ++i) {
      const int32_t row = rows[i];
      // They lie too far apart for the processor to see what comes next.
      const int64_t soon = rows[std::min(i + kAhead, count - 1)];
      __builtin_prefetch(values + soon * static_cast<int64_t>(sizeof(Value)));
      rows[kept] = row;
      kept += IsWanted(values, row);
    }
    return kept;
  }

 private:
  // What must be the same for two values of the type to compare as numbers.
  static int32_t ScaleOrUnit(const arrow::DataType& type) {
    if constexpr (arrow::is_decimal_type<ArrowType>::value) {
      return static_cast<const ArrowType&>(type).scale();
    } else if constexpr (arrow::is_timestamp_type<ArrowType>::value) {
      return static_cast<const ArrowType&>(type).unit();
    } else {
      return 0;
    }
  }

  // Nothing for what does not compare, NaN included.
  std::optional<Value> ValueOf(const arrow::Scalar& scalar) const {
    if (!scalar.is_valid || scalar.type->id() != ArrowType::type_id ||
        ScaleOrUnit(*scalar.type) != scale_or_unit_) {
      return std::nullopt;
    }
    const auto& value =
        static_cast<const typename arrow::TypeTraits<ArrowType>::ScalarType&>(scalar).value;
    if constexpr (arrow::is_decimal_type<ArrowType>::value) {
      return static_cast<Value>(static_cast<Integer128>(value.high_bits()) * (Integer128{1} << 64) +
                                value.low_bits());
    } else {
      if (value != value) return std::nullopt;
      return value;
    }
  }

  bool LimitLeast(Value value) {
    if (value <= least_) return false;
    least_ = value;
    return true;
  }
  bool LimitMost(Value value) {
    if (value >= most_) return false;
    most_ = value;
    return true;
  }

  static const uint8_t* ValuesOf(const arrow::ArrayData& column) {
    return column.GetValues<uint8_t>(1, 0) + column.offset * static_cast<int64_t>(sizeof(Value));
  }

  // NaN is greater than every number, so it may not be left out for the want of a least value.
  bool IsWanted(const uint8_t* values, int64_t row) const {
    Value value;
    std::memcpy(&value, values + row * static_cast<int64_t>(sizeof(Value)), sizeof(value));
    if constexpr (std::integral<Value>) {
      // One comparison, for a loop of few instructions.
      using Unsigned = std::make_unsigned_t<Value>;
      const auto least = static_cast<Unsigned>(least_);
      return static_cast<Unsigned>(static_cast<Unsigned>(value) - least) <=
             static_cast<Unsigned>(static_cast<Unsigned>(most_) - least);
    } else {
      return !(value < least_) & !(value > most_);
    }
  }

  const int32_t scale_or_unit_;
  Value least_ = Least<Value>();
  Value most_ = Most<Value>();
};

template <typename ArrowType, typename Value = typename ArrowType::c_type>
std::unique_ptr<ColumnRange> MakeRange(const arrow::DataType& type) {
  return std::make_unique<RangeOf<ArrowType, Value>>(type);
}

}  // namespace

std::unique_ptr<ColumnRange> ColumnRange::Make(const arrow::DataType& type) {
  switch (type.id()) {
    case arrow::Type::INT8:
      return MakeRange<arrow::Int8Type>(type);
    case arrow::Type::INT16:
      return MakeRange<arrow::Int16Type>(type);
    case arrow::Type::INT32:
      return MakeRange<arrow::Int32Type>(type);
    case arrow::Type::INT64:
      return MakeRange<arrow::Int64Type>(type);
    case arrow::Type::UINT8:
      return MakeRange<arrow::UInt8Type>(type);
    case arrow::Type::UINT16:
      return MakeRange<arrow::UInt16Type>(type);
    case arrow::Type::UINT32:
      return MakeRange<arrow::UInt32Type>(type);
    case arrow::Type::UINT64:
      return MakeRange<arrow::UInt64Type>(type);
    case arrow::Type::FLOAT:
      return MakeRange<arrow::FloatType>(type);
    case arrow::Type::DOUBLE:
      return MakeRange<arrow::DoubleType>(type);
    case arrow::Type::DATE32:
      return MakeRange<arrow::Date32Type>(type);
    case arrow::Type::TIMESTAMP:
      return MakeRange<arrow::TimestampType>(type);
    case arrow::Type::DECIMAL128:
      return MakeRange<arrow::Decimal128Type, Integer128>(type);
    default:
      return nullptr;
  }
}

}  // namespace quiver::duckdb_extension
