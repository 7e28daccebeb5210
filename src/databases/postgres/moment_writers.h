#pragma once

#include <memory>

#include <arrow/type.h>

#include "databases/postgres/value_writer.h"

namespace quiver::postgres {

/// Writers of dates, times, timestamps, durations and intervals. PostgreSQL's clock counts from
/// 2000-01-01 in microseconds; with a modifier, in less, and the server would round.
MadeWriter MakeDate32Writer(const arrow::DataType& type, const WireType& wire);
MadeWriter MakeDate64Writer(const arrow::DataType& type, const WireType& wire);
MadeWriter MakeTime32Writer(const arrow::DataType& type, const WireType& wire);
MadeWriter MakeTime64Writer(const arrow::DataType& type, const WireType& wire);
MadeWriter MakeTimestampWriter(const arrow::DataType& type, const WireType& wire);
MadeWriter MakeDurationWriter(const arrow::DataType& type, const WireType& wire);
MadeWriter MakeMonthIntervalWriter(const arrow::DataType& type, const WireType& wire);
MadeWriter MakeDayTimeIntervalWriter(const arrow::DataType& type, const WireType& wire);
MadeWriter MakeMonthDayNanoWriter(const arrow::DataType& type, const WireType& wire);

}  // namespace quiver::postgres
