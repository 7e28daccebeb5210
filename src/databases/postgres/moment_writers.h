#pragma once

#include <memory>

#include <arrow/type.h>

#include "databases/postgres/value_writer.h"

namespace quiver::postgres {

/// Writers of dates, times, timestamps, durations and intervals. PostgreSQL's clock counts from
/// 2000-01-01 in microseconds.
std::unique_ptr<ValueWriter> MakeDate32Writer(const arrow::DataType& type);
std::unique_ptr<ValueWriter> MakeDate64Writer(const arrow::DataType& type);
std::unique_ptr<ValueWriter> MakeTime32Writer(const arrow::DataType& type);
std::unique_ptr<ValueWriter> MakeTime64Writer(const arrow::DataType& type);
std::unique_ptr<ValueWriter> MakeTimestampWriter(const arrow::DataType& type);
std::unique_ptr<ValueWriter> MakeDurationWriter(const arrow::DataType& type);
std::unique_ptr<ValueWriter> MakeMonthIntervalWriter(const arrow::DataType& type);
std::unique_ptr<ValueWriter> MakeDayTimeIntervalWriter(const arrow::DataType& type);
std::unique_ptr<ValueWriter> MakeMonthDayNanoWriter(const arrow::DataType& type);

}  // namespace quiver::postgres
