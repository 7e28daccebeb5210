#include "core/column_statistics.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <arrow/array/array_dict.h>
#include <arrow/builder.h>
#include <arrow/type_traits.h>
#include <arrow/util/bit_run_reader.h>
#include <arrow/util/decimal.h>
#include <arrow/util/float16.h>
#include <arrow/visit_array_inline.h>
#include <arrow/visit_type_inline.h>

namespace quiver {
namespace {

template <typename Value>
struct Bounds {
  std::optional<Value> min;
  std::optional<Value> max;

  void Add(const Value& value) { Add(value, value); }
  void Add(const Value& low, const Value& high) {
    if (!min || low < *min) min = low;
    if (!max || *max < high) max = high;
  }
};

// Calls `visit(begin, end)` for each run of positions that aren't NULL.
template <typename Visit>
void ForEachRun(const arrow::Array& array, Visit visit) {
  if (array.null_count() == array.length()) return;
  if (array.null_bitmap_data() == nullptr) {
    visit(int64_t{0}, array.length());
    return;
  }
  arrow::internal::VisitSetBitRunsVoid(
      array.null_bitmap_data(), array.offset(), array.length(),
      [&](int64_t begin, int64_t length) { visit(begin, begin + length); });
}

std::string CutText(std::string_view text) { return std::string(text.substr(0, kMostBoundBytes)); }

// The smallest text of at most so many bytes that no text beginning like this exceeds.
std::optional<std::string> CutAndRaised(std::string_view text) {
  std::string cut = CutText(text);
  while (!cut.empty() && static_cast<uint8_t>(cut.back()) == 0xff) cut.pop_back();
  if (cut.empty()) return std::nullopt;
  cut.back() = static_cast<char>(static_cast<uint8_t>(cut.back()) + 1);
  return cut;
}

class Statistician {
 public:
  explicit Statistician(ColumnStatistics* out) : out_(out) {}

  template <typename ArrayType>
  arrow::Status Visit(const ArrayType& array) {
    using Type = typename ArrayType::TypeClass;
    if constexpr (std::is_same_v<Type, arrow::BooleanType>) {
      return OfBooleans(array);
    } else if constexpr (std::is_same_v<Type, arrow::HalfFloatType>) {
      return OfHalfFloats(array);
    } else if constexpr (arrow::is_floating_type<Type>::value) {
      return OfFloats(array);
    } else if constexpr (arrow::is_integer_type<Type>::value || arrow::is_date_type<Type>::value ||
                         arrow::is_time_type<Type>::value ||
                         arrow::is_timestamp_type<Type>::value ||
                         arrow::is_duration_type<Type>::value) {
      return OfIntegers(array);
    } else if constexpr (arrow::is_decimal_type<Type>::value) {
      return OfDecimals(array);
    } else if constexpr (arrow::is_base_binary_type<Type>::value ||
                         arrow::is_binary_view_like_type<Type>::value ||
                         std::is_same_v<Type, arrow::FixedSizeBinaryType>) {
      return OfBytes(array);
    } else if constexpr (std::is_same_v<Type, arrow::DictionaryType>) {
      return OfDictionary(array);
    } else {
      return arrow::Status::OK();
    }
  }

 private:
  template <typename ArrayType>
  arrow::Status OfIntegers(const ArrayType& array) {
    using Value = typename ArrayType::TypeClass::c_type;
    const Value* values = array.raw_values();
    Bounds<Value> bounds;
    ForEachRun(array, [&](int64_t begin, int64_t end) {
      Value low = values[begin];
      Value high = values[begin];
      for (int64_t i = begin; i < end; ++i) {
        low = std::min(low, values[i]);
        high = std::max(high, values[i]);
      }
      bounds.Add(low, high);
    });
    return Store(array, bounds);
  }

  template <typename ArrayType>
  arrow::Status OfFloats(const ArrayType& array) {
    using Value = typename ArrayType::TypeClass::c_type;
    const Value* values = array.raw_values();
    Bounds<Value> bounds;
    bool nan = false;
    ForEachRun(array, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        if (std::isnan(values[i])) {
          nan = true;
        } else {
          bounds.Add(values[i]);
        }
      }
    });
    out_->may_have_nan = nan;
    return Store(array, bounds);
  }

  arrow::Status OfHalfFloats(const arrow::HalfFloatArray& array) {
    using arrow::util::Float16;
    Bounds<double> bounds;
    bool nan = false;
    ForEachRun(array, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const double value = Float16::FromBits(array.Value(i)).ToDouble();
        if (std::isnan(value)) {
          nan = true;
        } else {
          bounds.Add(value);
        }
      }
    });
    out_->may_have_nan = nan;
    if (!bounds.min) return arrow::Status::OK();
    out_->min = std::make_shared<arrow::HalfFloatScalar>(Float16::FromDouble(*bounds.min).bits());
    out_->max = std::make_shared<arrow::HalfFloatScalar>(Float16::FromDouble(*bounds.max).bits());
    return arrow::Status::OK();
  }

  arrow::Status OfBooleans(const arrow::BooleanArray& array) {
    const int64_t values = array.length() - array.null_count();
    const int64_t truths = array.true_count();
    if (values == 0) return arrow::Status::OK();
    out_->min = arrow::MakeScalar(truths == values);
    out_->max = arrow::MakeScalar(truths > 0);
    return arrow::Status::OK();
  }

  template <typename ArrayType>
  arrow::Status OfDecimals(const ArrayType& array) {
    using Value = typename arrow::TypeTraits<typename ArrayType::TypeClass>::CType;
    Bounds<Value> bounds;
    ForEachRun(array, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) bounds.Add(Value(array.GetValue(i)));
    });
    return Store(array, bounds);
  }

  template <typename ArrayType>
  arrow::Status OfBytes(const ArrayType& array) {
    Bounds<std::string_view> bounds;
    ForEachRun(array, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) bounds.Add(array.GetView(i));
    });
    if (!bounds.min) return arrow::Status::OK();
    ARROW_ASSIGN_OR_RAISE(out_->min, LowerBound(array, *bounds.min));
    ARROW_ASSIGN_OR_RAISE(out_->max, UpperBound(array, *bounds.max));
    return arrow::Status::OK();
  }

  static arrow::Result<std::shared_ptr<arrow::Scalar>> LowerBound(const arrow::Array& array,
                                                                  std::string_view value) {
    if (static_cast<int64_t>(value.size()) <= kMostBoundBytes) return Whole(array, value);
    return std::make_shared<arrow::BinaryScalar>(CutText(value));
  }

  static arrow::Result<std::shared_ptr<arrow::Scalar>> UpperBound(const arrow::Array& array,
                                                                  std::string_view value) {
    if (static_cast<int64_t>(value.size()) <= kMostBoundBytes) return Whole(array, value);
    auto raised = CutAndRaised(value);
    if (!raised) return nullptr;
    return std::make_shared<arrow::BinaryScalar>(*std::move(raised));
  }

  static arrow::Result<std::shared_ptr<arrow::Scalar>> Whole(const arrow::Array& array,
                                                             std::string_view value) {
    return arrow::MakeScalar(array.type(), arrow::Buffer::FromString(std::string(value)));
  }

  // Of the values that are used: a dictionary may hold others.
  arrow::Status OfDictionary(const arrow::DictionaryArray& array) {
    const auto& dictionary = *array.dictionary();
    if (!HasBounds(*dictionary.type())) return arrow::Status::OK();
    std::vector<bool> used(dictionary.length());
    ForEachRun(array, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) used[array.GetValueIndex(i)] = true;
    });
    ARROW_ASSIGN_OR_RAISE(auto builder, arrow::MakeBuilder(dictionary.type()));
    for (int64_t i = 0; i < dictionary.length(); ++i) {
      if (!used[i]) continue;
      ARROW_RETURN_NOT_OK(builder->AppendArraySlice(*dictionary.data(), i, 1));
    }
    ARROW_ASSIGN_OR_RAISE(auto values, builder->Finish());
    return arrow::VisitArrayInline(*values, this);
  }

  template <typename Value>
  arrow::Status Store(const arrow::Array& array, const Bounds<Value>& bounds) {
    if (!bounds.min) return arrow::Status::OK();
    ARROW_ASSIGN_OR_RAISE(out_->min, arrow::MakeScalar(array.type(), *bounds.min));
    ARROW_ASSIGN_OR_RAISE(out_->max, arrow::MakeScalar(array.type(), *bounds.max));
    return arrow::Status::OK();
  }

  ColumnStatistics* const out_;
};

struct BoundsCheck {
  bool result = false;

  template <typename Type>
  arrow::Status Visit(const Type& type) {
    if constexpr (std::is_same_v<Type, arrow::DictionaryType>) {
      result = HasBounds(*type.value_type());
    } else {
      result = arrow::is_boolean_type<Type>::value || arrow::is_number_type<Type>::value ||
               arrow::is_decimal_type<Type>::value || arrow::is_date_type<Type>::value ||
               arrow::is_time_type<Type>::value || arrow::is_timestamp_type<Type>::value ||
               arrow::is_duration_type<Type>::value || arrow::is_base_binary_type<Type>::value ||
               arrow::is_binary_view_like_type<Type>::value ||
               std::is_same_v<Type, arrow::FixedSizeBinaryType>;
    }
    return arrow::Status::OK();
  }
};

}  // namespace

bool HasBounds(const arrow::DataType& type) {
  BoundsCheck check;
  return arrow::VisitTypeInline(type, &check).ok() && check.result;
}

arrow::Result<ColumnStatistics> ComputeStatistics(const arrow::Array& array) {
  ColumnStatistics statistics;
  statistics.null_count = array.ComputeLogicalNullCount();
  if (!HasBounds(*array.type())) return statistics;
  Statistician statistician(&statistics);
  ARROW_RETURN_NOT_OK(arrow::VisitArrayInline(array, &statistician));
  return statistics;
}

}  // namespace quiver
