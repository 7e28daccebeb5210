#include "databases/duckdb/value_checks.h"

#include <string_view>

#include <arrow/array.h>
#include <arrow/extension_type.h>
#include <arrow/util/decimal.h>

#include "core/time_unit.h"

namespace quiver::duckdb {
namespace {

constexpr int64_t kNanosecondsPerMicrosecond = 1'000;
constexpr int64_t kMillisecondsPerDay = 86'400'000;

struct Misfit {
  int64_t index;
  std::string_view reason;
};

/// Looks for the first element that is not null and of which `misfits` is true.
template <typename Array, typename Predicate>
std::optional<Misfit> Find(const arrow::Array& array, std::string_view reason,
                           Predicate&& misfits) {
  const auto& typed = static_cast<const Array&>(array);
  for (int64_t i = 0; i < typed.length(); ++i) {
    if (typed.IsValid(i) && misfits(typed.GetView(i))) return Misfit{i, reason};
  }
  return std::nullopt;
}

template <typename Array>
std::optional<Misfit> FindOutsideOfDay(const arrow::Array& array, arrow::TimeUnit::type unit) {
  const int64_t day = kMillisecondsPerDay * 1'000'000 / NanosecondsPerUnit(unit);
  return Find<Array>(array, "is not from 00:00:00 to 24:00:00, which is all that a TIME holds",
                     [day](int64_t v) { return v < 0 || v > day; });
}

/// DuckDB keeps as many bits as the digits of the type need, and drops the others.
template <typename Array, typename Value>
std::optional<Misfit> FindTooManyDigits(const arrow::Array& array) {
  const int32_t digits = static_cast<const arrow::DecimalType&>(*array.type()).precision();
  return Find<Array>(array, "has more digits than its type", [digits](std::string_view bytes) {
    return !Value(reinterpret_cast<const uint8_t*>(bytes.data())).FitsInPrecision(digits);
  });
}

/// The index is that of the element in its own array, which for nested types is not the row.
std::optional<Misfit> FindMisfit(const arrow::Array& array) {
  switch (array.type_id()) {
    case arrow::Type::DATE64:
      return Find<arrow::Date64Array>(array, "is not a whole day, which is all that a DATE holds",
                                      [](int64_t v) { return v % kMillisecondsPerDay != 0; });
    case arrow::Type::TIME32:
      return FindOutsideOfDay<arrow::Time32Array>(
          array, static_cast<const arrow::Time32Type&>(*array.type()).unit());
    case arrow::Type::TIME64:
      return FindOutsideOfDay<arrow::Time64Array>(
          array, static_cast<const arrow::Time64Type&>(*array.type()).unit());
    case arrow::Type::DECIMAL32:
      return FindTooManyDigits<arrow::Decimal32Array, arrow::Decimal32>(array);
    case arrow::Type::DECIMAL64:
      return FindTooManyDigits<arrow::Decimal64Array, arrow::Decimal64>(array);
    case arrow::Type::DECIMAL128:
      return FindTooManyDigits<arrow::Decimal128Array, arrow::Decimal128>(array);
    case arrow::Type::DURATION: {
      const auto& type = static_cast<const arrow::DurationType&>(*array.type());
      if (type.unit() != arrow::TimeUnit::NANO) return std::nullopt;
      return Find<arrow::DurationArray>(
          array, "has parts of a microsecond, which an INTERVAL can't hold",
          [](int64_t v) { return v % kNanosecondsPerMicrosecond != 0; });
    }
    case arrow::Type::INTERVAL_MONTH_DAY_NANO:
      return Find<arrow::MonthDayNanoIntervalArray>(
          array, "has parts of a microsecond, which an INTERVAL can't hold",
          [](const auto& v) { return v.nanoseconds % kNanosecondsPerMicrosecond != 0; });
    case arrow::Type::EXTENSION: {
      const auto storage = static_cast<const arrow::ExtensionArray&>(array).storage();
      if (static_cast<const arrow::ExtensionType&>(*array.type()).extension_name() !=
          "arrow.bool8") {
        return FindMisfit(*storage);
      }
      return Find<arrow::Int8Array>(*storage,
                                    "is neither 0 nor 1, which is all that a BOOLEAN holds",
                                    [](int8_t v) { return v != 0 && v != 1; });
    }
    case arrow::Type::DICTIONARY:
      return FindMisfit(*static_cast<const arrow::DictionaryArray&>(array).dictionary());
    default:
      for (const auto& child : array.data()->child_data) {
        if (auto misfit = FindMisfit(*arrow::MakeArray(child))) return misfit;
      }
      return std::nullopt;
  }
}

}  // namespace

arrow::Status CheckValues(const TableName& table, const arrow::RecordBatch& batch) {
  for (int column = 0; column < batch.num_columns(); ++column) {
    const auto misfit = FindMisfit(*batch.column(column));
    if (!misfit) continue;
    return arrow::Status::Invalid("table ", table.ToString(), ", column \"",
                                  batch.column_name(column), "\", row ", misfit->index,
                                  " of its batch: the value ", misfit->reason);
  }
  return arrow::Status::OK();
}

}  // namespace quiver::duckdb
