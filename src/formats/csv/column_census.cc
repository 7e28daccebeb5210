#include "formats/csv/column_census.h"

#include <algorithm>
#include <vector>

#include <arrow/type.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "formats/csv/field_text.h"
#include "formats/csv/moment_text.h"
#include "formats/csv/null_texts.h"
#include "formats/csv/number_text.h"
#include "quiver/table.h"

namespace quiver::csv {
namespace {

using Census = ColumnCensus;

constexpr uint32_t kIntegers = Census::kInteger | Census::kBigInteger;
constexpr uint32_t kPlainNumbers =
    kIntegers | Census::kHugeInteger | Census::kDecimal | Census::kLongDecimal;
constexpr uint32_t kInDouble = Census::kInteger | Census::kDecimal | Census::kFloat;

uint32_t KindOf(NumberForm form) {
  switch (form) {
    case NumberForm::kInteger:
      return Census::kInteger;
    case NumberForm::kBigInteger:
      return Census::kBigInteger;
    case NumberForm::kHugeInteger:
      return Census::kHugeInteger;
    case NumberForm::kDecimal:
      return Census::kDecimal;
    case NumberForm::kLongDecimal:
      return Census::kLongDecimal;
    case NumberForm::kFloat:
      return Census::kFloat;
    case NumberForm::kNone:
      break;
  }
  return 0;
}

uint32_t KindOf(const Moment& moment) {
  const uint32_t nanos = moment.nanos % 1000 != 0 ? uint32_t{Census::kNanos} : 0;
  const uint32_t out = FitsNanos(moment) ? 0 : uint32_t{Census::kOutOfNanos};
  switch (moment.form) {
    case Moment::Form::kDate:
      return Census::kDate | out;
    case Moment::Form::kTime:
      return Census::kTime | nanos;
    case Moment::Form::kTimestamp:
      return Census::kTimestamp | nanos | out;
    case Moment::Form::kZonedTimestamp:
      return Census::kZonedTimestamp | nanos | out;
    case Moment::Form::kNone:
      break;
  }
  return 0;
}

bool IsBool(std::string_view value) { return value == "true" || value == "false"; }

std::string KindNames(uint32_t kinds) {
  const std::pair<uint32_t, const char*> kNames[] = {
      {Census::kBool, "true and false"},
      {Census::kInteger, "integers"},
      {Census::kBigInteger, "integers over 2^53"},
      {Census::kHugeInteger, "integers over 64 bits"},
      {Census::kDecimal, "decimals"},
      {Census::kLongDecimal, "decimals with more digits than a double has"},
      {Census::kFloat, "floating-point numbers"},
      {Census::kDate, "dates"},
      {Census::kTime, "times"},
      {Census::kTimestamp, "timestamps"},
      {Census::kZonedTimestamp, "timestamps with a zone"},
      {Census::kNanos, "nanoseconds"},
      {Census::kText, "text"}};
  std::vector<const char*> names;
  for (const auto& [kind, name] : kNames) {
    if ((kinds & kind) != 0) names.push_back(name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

std::shared_ptr<arrow::DataType> NumberType(const Census& census) {
  const uint32_t kinds = census.kinds;
  if ((kinds & ~kIntegers) == 0) return arrow::int64();
  if ((kinds & ~kInDouble) == 0) return arrow::float64();
  const int precision = census.digits + census.scale;
  if ((kinds & ~kPlainNumbers) == 0 && precision <= arrow::Decimal128Type::kMaxPrecision) {
    return arrow::decimal128(std::max(precision, 1), census.scale);
  }
  return nullptr;
}

/// Null when no type but text holds all of them.
std::shared_ptr<arrow::DataType> NarrowType(const Census& census) {
  const uint32_t kinds = census.kinds;
  const bool nanos = (kinds & Census::kNanos) != 0;
  const uint32_t of_values = kinds & ~(Census::kNanos | Census::kOutOfNanos);
  if (of_values == Census::kBool) return arrow::boolean();
  if (of_values == Census::kDate) return arrow::date32();
  const arrow::TimeUnit::type unit = nanos ? arrow::TimeUnit::NANO : arrow::TimeUnit::MICRO;
  if (of_values == Census::kTime) return arrow::time64(unit);
  if (nanos && (kinds & Census::kOutOfNanos) != 0) return nullptr;
  if ((of_values & ~(Census::kDate | Census::kTimestamp)) == 0) return arrow::timestamp(unit);
  if (of_values == Census::kZonedTimestamp) return arrow::timestamp(unit, "UTC");
  return NumberType(census);
}

}  // namespace

void ColumnCensus::Add(std::string_view value) {
  if ((kinds & kText) != 0) return;
  int64_t integer;
  if (value.size() < 16 && ReadShortInteger(value.data(), value.data() + value.size(), &integer)) {
    kinds |= kInteger;
    digits = std::max(digits, static_cast<int32_t>(value.size()) - (integer < 0 ? 1 : 0));
    return;
  }
  if (const NumberText number = ClassifyNumber(value); number.form != NumberForm::kNone) {
    kinds |= KindOf(number.form);
    digits = std::max(digits, number.digits);
    scale = std::max(scale, number.scale);
    return;
  }
  const uint32_t moment = KindOf(ParseMoment(value));
  const Kind other = IsBool(value) ? kBool : kText;
  kinds |= moment != 0 ? moment : uint32_t{other};
}

void ColumnCensus::Add(const ColumnCensus& other) {
  kinds |= other.kinds;
  digits = std::max(digits, other.digits);
  scale = std::max(scale, other.scale);
}

void TakeCensus(const RowBlock& rows, size_t column, const NullTexts& nulls, ColumnCensus* census) {
  std::string scratch;
  // Text can't be widened: nothing more is to be learned.
  for (size_t row = 0; row < rows.rows && (census->kinds & Census::kText) == 0; ++row) {
    std::string_view field = rows.field(row, column);
    if (IsQuoted(field)) {
      field = Unquote(field, &scratch);
    } else if (nulls.any() && nulls.Has(field)) {
      continue;
    }
    if (!field.empty()) census->Add(field);
  }
}

ColumnCensus CensusOfType(const arrow::DataType& type) {
  ColumnCensus census;
  switch (type.id()) {
    case arrow::Type::NA:
      break;
    case arrow::Type::BOOL:
      census.kinds = Census::kBool;
      break;
    case arrow::Type::INT64:
      census.kinds = Census::kInteger;
      break;
    case arrow::Type::DOUBLE:
      census.kinds = Census::kFloat;
      break;
    case arrow::Type::DECIMAL128: {
      const auto& decimal = static_cast<const arrow::Decimal128Type&>(type);
      census.kinds = decimal.scale() == 0 ? Census::kHugeInteger : Census::kLongDecimal;
      census.digits = decimal.precision() - decimal.scale();
      census.scale = decimal.scale();
      break;
    }
    case arrow::Type::DATE32:
      census.kinds = Census::kDate;
      break;
    case arrow::Type::TIME64:
      census.kinds = Census::kTime;
      if (static_cast<const arrow::Time64Type&>(type).unit() == arrow::TimeUnit::NANO) {
        census.kinds |= Census::kNanos;
      }
      break;
    case arrow::Type::TIMESTAMP: {
      const auto& timestamp = static_cast<const arrow::TimestampType&>(type);
      census.kinds = timestamp.timezone().empty() ? Census::kTimestamp : Census::kZonedTimestamp;
      if (timestamp.unit() == arrow::TimeUnit::NANO) census.kinds |= Census::kNanos;
      break;
    }
    default:
      census.kinds = Census::kText;
  }
  return census;
}

TypeDecision DecideType(const ColumnCensus& census) {
  if (census.kinds == 0) return {arrow::utf8(), TableDescription::kNoValues};
  const std::string kinds = KindNames(census.kinds);
  if (auto type = NarrowType(census)) return {std::move(type), kinds};
  if (census.kinds == Census::kText) return {arrow::utf8(), kinds};
  return {arrow::utf8(), kinds + ": only text holds all of it as it is"};
}

}  // namespace quiver::csv
