#include "quiver/value_text.h"

#include <string_view>
#include <utility>

#include <arrow/array.h>
#include <arrow/extension_type.h>
#include <arrow/scalar.h>
#include <arrow/type_traits.h>
#include <arrow/util/float16.h>
#include <arrow/visit_array_inline.h>
#include <fmt/format.h>

namespace quiver {
namespace {

constexpr int64_t kSecondsPerDay = 86'400;

int64_t UnitsPerSecond(arrow::TimeUnit::type unit) {
  constexpr int64_t kUnits[] = {1, 1'000, 1'000'000, 1'000'000'000};
  return kUnits[unit];
}

struct FloorDivision {
  int64_t quotient;
  int64_t remainder;  // never negative
};

FloorDivision DivideFloor(int64_t value, int64_t by) {
  int64_t quotient = value / by;
  int64_t remainder = value % by;
  if (remainder < 0) {
    --quotient;
    remainder += by;
  }
  return {quotient, remainder};
}

// Days since 1970-01-01 in the proleptic Gregorian calendar. The year begins in March here, so that
// the leap day is its last one; 400 years are always 146,097 days.
std::string DateText(int64_t days) {
  const FloorDivision era = DivideFloor(days + 719'468, 146'097);
  const int64_t day = era.remainder;
  const int64_t year = (day - day / 1'460 + day / 36'524 - day / 146'096) / 365;
  const int64_t day_of_year = day - (365 * year + year / 4 - year / 100);
  const int64_t month = (5 * day_of_year + 2) / 153;
  const int64_t day_of_month = day_of_year - (153 * month + 2) / 5 + 1;
  const int64_t calendar_month = month < 10 ? month + 3 : month - 9;
  const int64_t calendar_year = year + era.quotient * 400 + (calendar_month <= 2 ? 1 : 0);
  return fmt::format("{:04}-{:02}-{:02}", calendar_year, calendar_month, day_of_month);
}

std::string TimeText(int64_t value, int64_t units_per_second) {
  // No time of a day is negative, but an error has to name one that a file holds all the same.
  const bool negative = value < 0;
  const uint64_t units = negative ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
  const uint64_t seconds = units / static_cast<uint64_t>(units_per_second);
  std::string text = fmt::format("{}{:02}:{:02}:{:02}", negative ? "-" : "", seconds / 3600,
                                 seconds / 60 % 60, seconds % 60);
  if (const uint64_t fraction = units % static_cast<uint64_t>(units_per_second); fraction != 0) {
    std::string digits =
        std::to_string(static_cast<uint64_t>(units_per_second) + fraction).substr(1);
    digits.erase(digits.find_last_not_of('0') + 1);
    text += "." + digits;
  }
  return text;
}

std::string HexText(std::string_view bytes) {
  std::string text;
  for (const unsigned char byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

// The shortest digits that read back as the same number, and always a sign of its being no integer.
template <typename T>
std::string FloatText(T value) {
  std::string text = fmt::format("{}", value);
  const bool digits_only = text.find_first_not_of("-0123456789") == std::string::npos;
  return digits_only ? text + ".0" : text;
}

// Sets `text` to value number `row` of the array that it visits. The row is not NULL.
class ValueTextVisitor {
 public:
  ValueTextVisitor(int64_t row, std::string* text) : row_(row), text_(*text) {}

  arrow::Status Visit(const arrow::NullArray&) { return Set("NULL"); }
  arrow::Status Visit(const arrow::BooleanArray& array) {
    return Set(array.Value(row_) ? "true" : "false");
  }

  template <typename T>
  arrow::enable_if_integer<T, arrow::Status> Visit(const arrow::NumericArray<T>& array) {
    return Set(std::to_string(array.Value(row_)));
  }
  arrow::Status Visit(const arrow::HalfFloatArray& array) {
    return Set(FloatText(arrow::util::Float16::FromBits(array.Value(row_)).ToFloat()));
  }
  arrow::Status Visit(const arrow::FloatArray& array) { return Set(FloatText(array.Value(row_))); }
  arrow::Status Visit(const arrow::DoubleArray& array) { return Set(FloatText(array.Value(row_))); }

  template <typename A>
  std::enable_if_t<arrow::is_decimal_type<typename A::TypeClass>::value, arrow::Status> Visit(
      const A& array) {
    return Set(array.FormatValue(row_));
  }

  arrow::Status Visit(const arrow::Date32Array& array) { return Set(DateText(array.Value(row_))); }
  arrow::Status Visit(const arrow::Date64Array& array) {
    const FloorDivision day = DivideFloor(array.Value(row_), kSecondsPerDay * 1000);
    return Set(DateText(day.quotient) +
               (day.remainder == 0 ? "" : " " + TimeText(day.remainder, 1000)));
  }
  arrow::Status Visit(const arrow::Time32Array& array) {
    const auto& type = static_cast<const arrow::Time32Type&>(*array.type());
    return Set(TimeText(array.Value(row_), UnitsPerSecond(type.unit())));
  }
  arrow::Status Visit(const arrow::Time64Array& array) {
    const auto& type = static_cast<const arrow::Time64Type&>(*array.type());
    return Set(TimeText(array.Value(row_), UnitsPerSecond(type.unit())));
  }
  arrow::Status Visit(const arrow::TimestampArray& array) {
    const auto& type = static_cast<const arrow::TimestampType&>(*array.type());
    const int64_t units = UnitsPerSecond(type.unit());
    const FloorDivision day = DivideFloor(array.Value(row_), kSecondsPerDay * units);
    return Set(DateText(day.quotient) + " " + TimeText(day.remainder, units) +
               (type.timezone().empty() ? "" : "+00"));
  }
  arrow::Status Visit(const arrow::DurationArray& array) {
    const auto& type = static_cast<const arrow::DurationType&>(*array.type());
    constexpr const char* kUnits[] = {"s", "ms", "us", "ns"};
    return Set(fmt::format("{} {}", array.Value(row_), kUnits[type.unit()]));
  }
  arrow::Status Visit(const arrow::MonthIntervalArray& array) {
    return Set(fmt::format("{} months", array.Value(row_)));
  }
  arrow::Status Visit(const arrow::DayTimeIntervalArray& array) {
    const auto value = array.GetValue(row_);
    return Set(fmt::format("{} days {} ms", value.days, value.milliseconds));
  }
  arrow::Status Visit(const arrow::MonthDayNanoIntervalArray& array) {
    const auto value = array.GetValue(row_);
    return Set(fmt::format("{} months {} days {} ns", value.months, value.days, value.nanoseconds));
  }

  template <typename A>
  std::enable_if_t<arrow::is_string_type<typename A::TypeClass>::value ||
                       std::is_same_v<A, arrow::StringViewArray>,
                   arrow::Status>
  Visit(const A& array) {
    return Set(std::string(array.GetView(row_)));
  }
  template <typename A>
  std::enable_if_t<std::is_same_v<A, arrow::BinaryArray> ||
                       std::is_same_v<A, arrow::LargeBinaryArray> ||
                       std::is_same_v<A, arrow::BinaryViewArray> ||
                       std::is_same_v<A, arrow::FixedSizeBinaryArray>,
                   arrow::Status>
  Visit(const A& array) {
    return Set(HexText(array.GetView(row_)));
  }

  arrow::Status Visit(const arrow::DictionaryArray& array) {
    return Set(ValueText(*array.dictionary(), array.GetValueIndex(row_)));
  }
  arrow::Status Visit(const arrow::ExtensionArray& array) {
    std::string text = ValueText(*array.storage(), row_);
    if (static_cast<const arrow::ExtensionType&>(*array.type()).extension_name() == "arrow.uuid") {
      for (const size_t dash : {20, 16, 12, 8}) text.insert(dash, "-");
    }
    return Set(std::move(text));
  }

  template <typename A>
  std::enable_if_t<arrow::is_list_like_type<typename A::TypeClass>::value &&
                       !std::is_same_v<A, arrow::MapArray>,
                   arrow::Status>
  Visit(const A& array) {
    std::string text = "[";
    const int64_t begin = array.value_offset(row_);
    for (int64_t i = 0; i < array.value_length(row_); ++i) {
      text += (i == 0 ? "" : ", ") + ValueText(*array.values(), begin + i);
    }
    return Set(text + "]");
  }
  arrow::Status Visit(const arrow::MapArray& array) {
    std::string text = "{";
    const int64_t begin = array.value_offset(row_);
    for (int64_t i = begin; i < begin + array.value_length(row_); ++i) {
      text += (i == begin ? "" : ", ") + ValueText(*array.keys(), i) + ": " +
              ValueText(*array.items(), i);
    }
    return Set(text + "}");
  }
  arrow::Status Visit(const arrow::StructArray& array) {
    std::string text = "{";
    for (int i = 0; i < array.num_fields(); ++i) {
      text += (i == 0 ? "" : ", ") + array.struct_type()->field(i)->name() + ": " +
              ValueText(*array.field(i), row_);
    }
    return Set(text + "}");
  }

  // Unions, list views, run-end encoded arrays.
  arrow::Status Visit(const arrow::Array& array) {
    ARROW_ASSIGN_OR_RAISE(const auto scalar, array.GetScalar(row_));
    return Set(scalar->ToString());
  }

 private:
  arrow::Status Set(std::string text) {
    text_ = std::move(text);
    return arrow::Status::OK();
  }

  int64_t row_;
  std::string& text_;
};

}  // namespace

std::string ValueText(const arrow::Array& array, int64_t row) {
  if (array.IsNull(row)) return "NULL";
  std::string text;
  ValueTextVisitor visitor(row, &text);
  const arrow::Status status = arrow::VisitArrayInline(array, &visitor);
  return status.ok() ? text : "?";
}

}  // namespace quiver
