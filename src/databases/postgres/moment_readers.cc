#include "databases/postgres/moment_readers.h"

#include <fmt/format.h>

namespace quiver::postgres {
namespace {

using MonthDayNanos = arrow::MonthDayNanoIntervalType::MonthDayNanos;

constexpr char kChoice[] = "--on-type-mismatch text (the column as text), null or quarantine";

}  // namespace

std::string TimestampValue::Describe(int64_t microseconds) {
  if (microseconds == std::numeric_limits<int64_t>::max()) return "timestamp infinity";
  if (microseconds == std::numeric_limits<int64_t>::min()) return "timestamp -infinity";
  return fmt::format("a timestamp {} microseconds after 2000-01-01", microseconds);
}

arrow::Status IntervalReader::Reserve(int64_t values) {
  ARROW_RETURN_NOT_OK(validity_.Reserve(values));
  return values_.Reserve(values);
}

arrow::Status IntervalReader::Convert(Wire value, MonthDayNanos* out) {
  if (value.size() != 16) return Malformed("interval");
  const auto microseconds = LoadBigEndian<int64_t>(value.data());
  out->days = LoadBigEndian<int32_t>(value.data() + 8);
  out->months = LoadBigEndian<int32_t>(value.data() + 12);
  // PostgreSQL 17 writes the infinities as the ends of all three.
  constexpr int32_t kLeast = std::numeric_limits<int32_t>::min();
  constexpr int32_t kMost = std::numeric_limits<int32_t>::max();
  if (out->days == out->months && (out->days == kLeast || out->days == kMost) &&
      (microseconds == std::numeric_limits<int64_t>::min() ||
       microseconds == std::numeric_limits<int64_t>::max())) {
    return Misfit(out->days == kMost ? "interval infinity" : "interval -infinity", kChoice);
  }
  if (__builtin_mul_overflow(microseconds, int64_t{1'000}, &out->nanoseconds)) {
    return Misfit(fmt::format("an interval of {} hours, which is more nanoseconds than 64 bits "
                              "hold",
                              microseconds / 3'600'000'000),
                  kChoice);
  }
  return arrow::Status::OK();
}

arrow::Status IntervalReader::Read(Wire value) {
  MonthDayNanos converted;
  ARROW_RETURN_NOT_OK(Convert(value, &converted));
  validity_.Append(true);
  values_.UnsafeAppend(converted);
  return arrow::Status::OK();
}

arrow::Status IntervalReader::AppendNull() {
  validity_.Append(false);
  values_.UnsafeAppend({0, 0, 0});
  return arrow::Status::OK();
}

arrow::Status IntervalReader::Check(Wire value) {
  MonthDayNanos converted;
  return Convert(value, &converted);
}

arrow::Result<std::shared_ptr<arrow::Array>> IntervalReader::Finish() {
  const int64_t length = validity_.length();
  const int64_t nulls = validity_.nulls();
  ARROW_ASSIGN_OR_RAISE(auto validity, validity_.Finish());
  ARROW_ASSIGN_OR_RAISE(auto values, values_.Finish());
  return arrow::MakeArray(arrow::ArrayData::Make(arrow::month_day_nano_interval(), length,
                                                 {std::move(validity), std::move(values)}, nulls));
}

}  // namespace quiver::postgres
