#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include <arrow/buffer_builder.h>
#include <arrow/type.h>

#include "databases/postgres/validity_builder.h"
#include "databases/postgres/value_reader.h"

namespace quiver::postgres {

// Each type of a moment says how its wire bytes become Arrow's: false where they have none, and
// then `Describe` says which value that is. PostgreSQL counts from 2000-01-01, Arrow from
// 1970-01-01; the ends of the integers are the infinities.

/// date: days.
struct DateValue {
  using Bits = int32_t;
  static bool Convert(int32_t days, int32_t* out) {
    if (days == std::numeric_limits<int32_t>::max()) return false;
    return !__builtin_add_overflow(days, 10'957, out) &&
           days != std::numeric_limits<int32_t>::min();
  }
  static std::string Describe(int32_t days) {
    return days > 0 ? "date infinity" : "date -infinity";
  }
};

/// timestamp and timestamptz: microseconds.
struct TimestampValue {
  using Bits = int64_t;
  static bool Convert(int64_t microseconds, int64_t* out) {
    return !__builtin_add_overflow(microseconds, int64_t{946'684'800'000'000}, out) &&
           microseconds != std::numeric_limits<int64_t>::min();
  }
  static std::string Describe(int64_t microseconds);
};

/// time: microseconds. Arrow's day ends before 24:00:00.
struct TimeValue {
  using Bits = int64_t;
  static bool Convert(int64_t microseconds, int64_t* out) {
    *out = microseconds;
    return microseconds >= 0 && microseconds < int64_t{86'400'000'000};
  }
  static std::string Describe(int64_t) { return "time 24:00:00"; }
};

template <typename Value>
class MomentReader final : public ValueReader {
 public:
  using Bits = typename Value::Bits;

  explicit MomentReader(std::shared_ptr<arrow::DataType> type) : type_(std::move(type)) {}

  arrow::Status Reserve(int64_t values) override {
    ARROW_RETURN_NOT_OK(validity_.Reserve(values));
    return values_.Reserve(values);
  }
  arrow::Status Read(Wire value) override {
    Bits converted;
    if (!Convert(value, &converted)) return Check(value);
    validity_.Append(true);
    values_.UnsafeAppend(converted);
    return arrow::Status::OK();
  }
  arrow::Status AppendNull() override {
    validity_.Append(false);
    values_.UnsafeAppend(0);
    return arrow::Status::OK();
  }
  bool fallible() const override { return true; }
  arrow::Status Check(Wire value) override {
    Bits converted;
    if (Convert(value, &converted)) return arrow::Status::OK();
    if (value.size() != sizeof(Bits)) return Malformed("date or time");
    return Misfit(Value::Describe(LoadBigEndian<Bits>(value.data())) + ", which " +
                      type_->ToString() + " does not hold",
                  "--on-type-mismatch text (the column as text), null or quarantine");
  }
  arrow::Result<std::shared_ptr<arrow::Array>> Finish() override {
    const int64_t length = validity_.length();
    const int64_t nulls = validity_.nulls();
    ARROW_ASSIGN_OR_RAISE(auto validity, validity_.Finish());
    ARROW_ASSIGN_OR_RAISE(auto values, values_.Finish());
    return arrow::MakeArray(
        arrow::ArrayData::Make(type_, length, {std::move(validity), std::move(values)}, nulls));
  }

 private:
  static bool Convert(Wire value, Bits* converted) {
    return value.size() == sizeof(Bits) &&
           Value::Convert(LoadBigEndian<Bits>(value.data()), converted);
  }

  const std::shared_ptr<arrow::DataType> type_;
  ValidityBuilder validity_;
  arrow::TypedBufferBuilder<Bits> values_;
};

/// interval: microseconds (8 bytes), days, months (4 each).
class IntervalReader final : public ValueReader {
 public:
  arrow::Status Reserve(int64_t values) override;
  arrow::Status Read(Wire value) override;
  arrow::Status AppendNull() override;
  bool fallible() const override { return true; }
  arrow::Status Check(Wire value) override;
  arrow::Result<std::shared_ptr<arrow::Array>> Finish() override;

 private:
  static arrow::Status Convert(Wire value, arrow::MonthDayNanoIntervalType::MonthDayNanos* out);

  ValidityBuilder validity_;
  arrow::TypedBufferBuilder<arrow::MonthDayNanoIntervalType::MonthDayNanos> values_;
};

}  // namespace quiver::postgres
