#include "databases/postgres/moment_writers.h"

#include <cstdint>
#include <limits>

#include <arrow/array.h>

#include "databases/postgres/array_writer.h"

namespace quiver::postgres {
namespace {

using arrow::Status;

constexpr int64_t kDaysTo2000 = 10'957;
constexpr int64_t kMicrosecondsPerDay = 86'400'000'000;
constexpr int64_t kMicrosecondsTo2000 = kDaysTo2000 * kMicrosecondsPerDay;
constexpr int64_t kMillisecondsPerDay = 86'400'000;
constexpr int64_t kNanosecondsPerMicrosecond = 1'000;

// 4714-11-24 BC, and the first that is too late: 5874898-01-01 and 294277-01-01
// (src/include/datatype/timestamp.h), counted from 2000.
constexpr int64_t kFirstDate = -2'451'545;
constexpr int64_t kEndOfDates = 2'145'031'949;
constexpr int64_t kFirstTimestamp = -211'813'488'000'000'000;
constexpr int64_t kEndOfTimestamps = 9'223'371'331'200'000'000;

Status PutDate(int64_t days, WireBuffer* out) {
  const int64_t wire = days - kDaysTo2000;
  if (wire < kFirstDate || wire >= kEndOfDates) {
    return Status::Invalid("is outside of PostgreSQL's dates (4714-11-24 BC to 5874897-12-31)");
  }
  out->PutInt32Value(static_cast<int32_t>(wire));
  return Status::OK();
}

Status PutDate32(const arrow::Date32Array& array, int64_t row, WireBuffer* out) {
  return PutDate(array.Value(row), out);
}

Status PutDate64(const arrow::Date64Array& array, int64_t row, WireBuffer* out) {
  const int64_t value = array.Value(row);
  if (value % kMillisecondsPerDay != 0) {
    return Status::Invalid("is not a whole day, which is all that a date holds");
  }
  return PutDate(value / kMillisecondsPerDay, out);
}

/// Turns values of one unit into microseconds.
class Microseconds {
 public:
  explicit Microseconds(arrow::TimeUnit::type unit) {
    switch (unit) {
      case arrow::TimeUnit::SECOND:
        factor_ = 1'000'000;
        break;
      case arrow::TimeUnit::MILLI:
        factor_ = 1'000;
        break;
      case arrow::TimeUnit::MICRO:
        break;
      case arrow::TimeUnit::NANO:
        divisor_ = kNanosecondsPerMicrosecond;
        break;
    }
  }

  Status Convert(int64_t value, int64_t* microseconds) const {
    if (divisor_ != 1) {
      *microseconds = value / divisor_;
      if (*microseconds * divisor_ == value) return Status::OK();
      return Status::Invalid("has parts of a microsecond, which PostgreSQL can't hold");
    }
    if (!__builtin_mul_overflow(value, factor_, microseconds)) return Status::OK();
    return Status::Invalid("is outside of what PostgreSQL can hold");
  }

 private:
  int64_t factor_ = 1;
  int64_t divisor_ = 1;
};

template <typename ArrayType, auto Put>
class MicrosecondsWriter final : public ArrayWriter<ArrayType> {
 public:
  explicit MicrosecondsWriter(const arrow::DataType& type)
      : unit_(static_cast<const typename ArrayType::TypeClass&>(type).unit()) {}

 protected:
  Status WriteValue(const ArrayType& array, int64_t row, WireBuffer* out) override {
    int64_t microseconds;
    ARROW_RETURN_NOT_OK(unit_.Convert(array.Value(row), &microseconds));
    return Put(microseconds, out);
  }

 private:
  const Microseconds unit_;
};

Status PutTime(int64_t microseconds, WireBuffer* out) {
  // 24:00:00 is a time to PostgreSQL.
  if (microseconds < 0 || microseconds > kMicrosecondsPerDay) {
    return Status::Invalid("is not a time of one day");
  }
  out->PutInt64Value(microseconds);
  return Status::OK();
}

Status PutTimestamp(int64_t microseconds, WireBuffer* out) {
  int64_t wire;
  if (__builtin_sub_overflow(microseconds, kMicrosecondsTo2000, &wire) || wire < kFirstTimestamp ||
      wire >= kEndOfTimestamps) {
    return Status::Invalid(
        "is outside of PostgreSQL's timestamps (4714-11-24 BC to the end of 294276)");
  }
  out->PutInt64Value(wire);
  return Status::OK();
}

Status PutInterval(int32_t months, int32_t days, int64_t microseconds, WireBuffer* out) {
  // All extremes together are ±infinity since PostgreSQL 17.
  using Int32 = std::numeric_limits<int32_t>;
  using Int64 = std::numeric_limits<int64_t>;
  const bool all_least =
      months == Int32::min() && days == Int32::min() && microseconds == Int64::min();
  const bool all_most =
      months == Int32::max() && days == Int32::max() && microseconds == Int64::max();
  if (all_least || all_most) return Status::Invalid("means infinity to PostgreSQL");
  out->PutInt32(sizeof(microseconds) + sizeof(days) + sizeof(months));
  out->PutInt64(microseconds);
  out->PutInt32(days);
  out->PutInt32(months);
  return Status::OK();
}

Status PutDuration(int64_t microseconds, WireBuffer* out) {
  return PutInterval(0, 0, microseconds, out);
}

Status PutMonths(const arrow::MonthIntervalArray& array, int64_t row, WireBuffer* out) {
  return PutInterval(array.Value(row), 0, 0, out);
}

Status PutDayTime(const arrow::DayTimeIntervalArray& array, int64_t row, WireBuffer* out) {
  const auto value = array.GetValue(row);
  return PutInterval(0, value.days, int64_t{value.milliseconds} * 1'000, out);
}

Status PutMonthDayNano(const arrow::MonthDayNanoIntervalArray& array, int64_t row,
                       WireBuffer* out) {
  const auto value = array.GetValue(row);
  if (value.nanoseconds % kNanosecondsPerMicrosecond != 0) {
    return Status::Invalid("has parts of a microsecond, which PostgreSQL can't hold");
  }
  return PutInterval(value.months, value.days, value.nanoseconds / kNanosecondsPerMicrosecond, out);
}

}  // namespace

std::unique_ptr<ValueWriter> MakeDate32Writer(const arrow::DataType& type) {
  return PlainWriter<arrow::Date32Array, PutDate32>::Make(type);
}
std::unique_ptr<ValueWriter> MakeDate64Writer(const arrow::DataType& type) {
  return PlainWriter<arrow::Date64Array, PutDate64>::Make(type);
}
std::unique_ptr<ValueWriter> MakeTime32Writer(const arrow::DataType& type) {
  return std::make_unique<MicrosecondsWriter<arrow::Time32Array, PutTime>>(type);
}
std::unique_ptr<ValueWriter> MakeTime64Writer(const arrow::DataType& type) {
  return std::make_unique<MicrosecondsWriter<arrow::Time64Array, PutTime>>(type);
}
std::unique_ptr<ValueWriter> MakeTimestampWriter(const arrow::DataType& type) {
  return std::make_unique<MicrosecondsWriter<arrow::TimestampArray, PutTimestamp>>(type);
}
std::unique_ptr<ValueWriter> MakeDurationWriter(const arrow::DataType& type) {
  return std::make_unique<MicrosecondsWriter<arrow::DurationArray, PutDuration>>(type);
}
std::unique_ptr<ValueWriter> MakeMonthIntervalWriter(const arrow::DataType& type) {
  return PlainWriter<arrow::MonthIntervalArray, PutMonths>::Make(type);
}
std::unique_ptr<ValueWriter> MakeDayTimeIntervalWriter(const arrow::DataType& type) {
  return PlainWriter<arrow::DayTimeIntervalArray, PutDayTime>::Make(type);
}
std::unique_ptr<ValueWriter> MakeMonthDayNanoWriter(const arrow::DataType& type) {
  return PlainWriter<arrow::MonthDayNanoIntervalArray, PutMonthDayNano>::Make(type);
}

}  // namespace quiver::postgres
