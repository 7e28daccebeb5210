#include "databases/postgres/moment_writers.h"

#include <cstdint>
#include <limits>
#include <type_traits>

#include <arrow/array.h>

#include "databases/postgres/array_writer.h"

namespace quiver::postgres {
namespace {

using arrow::Status;

constexpr int64_t kDaysTo2000 = 10'957;
constexpr int64_t kSecondsTo2000 = kDaysTo2000 * 86'400;
constexpr int64_t kMicrosecondsPerSecond = 1'000'000;
constexpr int64_t kMicrosecondsPerDay = 86'400 * kMicrosecondsPerSecond;
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

/// Turns values of one unit into microseconds, and sees to it that a modifier would not round them.
class Microseconds {
 public:
  /// `origin`: the second that counts as 0.
  Microseconds(arrow::TimeUnit::type unit, int32_t digits, int64_t origin = 0) {
    switch (unit) {
      case arrow::TimeUnit::SECOND:
        factor_ = kMicrosecondsPerSecond;
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
    constexpr int32_t kMostDigits = 6;
    for (int32_t i = digits; 0 <= i && i < kMostDigits; ++i) step_ *= 10;
    origin_ = origin * (kMicrosecondsPerSecond / factor_);
  }

  Status Convert(int64_t value, int64_t* microseconds) const {
    if (divisor_ != 1) {
      *microseconds = value / divisor_;
      if (*microseconds * divisor_ != value) {
        return Status::Invalid("has parts of a microsecond, which PostgreSQL can't hold");
      }
      *microseconds -= origin_;
    } else if (__builtin_sub_overflow(value, origin_, microseconds) ||
               __builtin_mul_overflow(*microseconds, factor_, microseconds)) {
      return Status::Invalid("is outside of what PostgreSQL can hold");
    }
    if (step_ == 1 || *microseconds % step_ == 0) return Status::OK();
    return Status::Invalid("has more digits of a second than its column there");
  }

 private:
  int64_t factor_ = 1;
  int64_t divisor_ = 1;
  int64_t step_ = 1;
  // In the unit of the values, or in microseconds where that is smaller.
  int64_t origin_ = 0;
};

template <typename ArrayType, auto Put, int64_t origin = 0>
class MicrosecondsWriter final : public ArrayWriter<ArrayType> {
 public:
  static MadeWriter Make(const arrow::DataType& type, const WireType& wire) {
    const auto unit = static_cast<const typename ArrayType::TypeClass&>(type).unit();
    return std::make_unique<MicrosecondsWriter>(Microseconds(unit, wire.modifier, origin));
  }
  explicit MicrosecondsWriter(Microseconds unit) : unit_(unit) {}

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
  if (microseconds < kFirstTimestamp || microseconds >= kEndOfTimestamps) {
    return Status::Invalid(
        "is outside of PostgreSQL's timestamps (4714-11-24 BC to the end of 294276)");
  }
  out->PutInt64Value(microseconds);
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

/// Intervals whose parts are apart in Arrow, too.
template <typename ArrayType>
class PartsWriter final : public ArrayWriter<ArrayType> {
 public:
  static MadeWriter Make(const arrow::DataType&, const WireType& wire) {
    return std::make_unique<PartsWriter>(wire.modifier);
  }
  explicit PartsWriter(int32_t digits) : unit_(kUnit, digits) {}

 protected:
  Status WriteValue(const ArrayType& array, int64_t row, WireBuffer* out) override {
    const auto value = array.GetValue(row);
    int64_t microseconds;
    if constexpr (kNano) {
      ARROW_RETURN_NOT_OK(unit_.Convert(value.nanoseconds, &microseconds));
      return PutInterval(value.months, value.days, microseconds, out);
    } else {
      ARROW_RETURN_NOT_OK(unit_.Convert(value.milliseconds, &microseconds));
      return PutInterval(0, value.days, microseconds, out);
    }
  }

 private:
  static constexpr bool kNano = std::is_same_v<ArrayType, arrow::MonthDayNanoIntervalArray>;
  static constexpr auto kUnit = kNano ? arrow::TimeUnit::NANO : arrow::TimeUnit::MILLI;

  const Microseconds unit_;
};

}  // namespace

MadeWriter MakeDate32Writer(const arrow::DataType& type, const WireType& wire) {
  return PlainWriter<arrow::Date32Array, PutDate32>::Make(type, wire);
}
MadeWriter MakeDate64Writer(const arrow::DataType& type, const WireType& wire) {
  return PlainWriter<arrow::Date64Array, PutDate64>::Make(type, wire);
}
MadeWriter MakeTime32Writer(const arrow::DataType& type, const WireType& wire) {
  return MicrosecondsWriter<arrow::Time32Array, PutTime>::Make(type, wire);
}
MadeWriter MakeTime64Writer(const arrow::DataType& type, const WireType& wire) {
  return MicrosecondsWriter<arrow::Time64Array, PutTime>::Make(type, wire);
}
MadeWriter MakeTimestampWriter(const arrow::DataType& type, const WireType& wire) {
  return MicrosecondsWriter<arrow::TimestampArray, PutTimestamp, kSecondsTo2000>::Make(type, wire);
}
MadeWriter MakeDurationWriter(const arrow::DataType& type, const WireType& wire) {
  return MicrosecondsWriter<arrow::DurationArray, PutDuration>::Make(type, wire);
}
MadeWriter MakeMonthIntervalWriter(const arrow::DataType& type, const WireType& wire) {
  return PlainWriter<arrow::MonthIntervalArray, PutMonths>::Make(type, wire);
}
MadeWriter MakeDayTimeIntervalWriter(const arrow::DataType& type, const WireType& wire) {
  return PartsWriter<arrow::DayTimeIntervalArray>::Make(type, wire);
}
MadeWriter MakeMonthDayNanoWriter(const arrow::DataType& type, const WireType& wire) {
  return PartsWriter<arrow::MonthDayNanoIntervalArray>::Make(type, wire);
}

}  // namespace quiver::postgres
