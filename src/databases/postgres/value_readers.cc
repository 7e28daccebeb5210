// The table of contents of what values are read: each wire type with its Arrow type and its reader.

#include "databases/postgres/value_readers.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <arrow/extension/json.h>
#include <arrow/extension/uuid.h>

#include "databases/postgres/array_reader.h"
#include "databases/postgres/bytes_readers.h"
#include "databases/postgres/composite_reader.h"
#include "databases/postgres/enum_reader.h"
#include "databases/postgres/extension_readers.h"
#include "databases/postgres/moment_readers.h"
#include "databases/postgres/number_readers.h"
#include "databases/postgres/numeric_readers.h"
#include "databases/postgres/range_readers.h"

namespace quiver::postgres {
namespace {

using TypePointer = std::shared_ptr<arrow::DataType>;
using ReaderPointer = std::unique_ptr<ValueReader>;

// An Arrow type that does not depend on the form.
template <auto Make>
TypePointer Fixed(const Form&) {
  return Make();
}

template <typename Reader>
ReaderPointer Typed(const Form& form) {
  return std::make_unique<Reader>(form.type());
}

template <typename Reader>
ReaderPointer Plain(const Form&) {
  return std::make_unique<Reader>();
}

template <auto Make, typename Reader>
constexpr WireKind Simple() {
  return {Fixed<Make>, Typed<Reader>};
}

TypePointer Utf8() { return arrow::utf8(); }
TypePointer Json() { return arrow::extension::json(arrow::utf8()); }
TypePointer Time() { return arrow::time64(arrow::TimeUnit::MICRO); }
TypePointer Timestamp() { return arrow::timestamp(arrow::TimeUnit::MICRO); }
TypePointer TimestampUtc() { return arrow::timestamp(arrow::TimeUnit::MICRO, "UTC"); }

TypePointer DecimalType(const Form& form) {
  return form.decimal == nullptr ? arrow::null() : form.decimal;
}

ReaderPointer Numeric(const Form& form) {
  if (form.decimal == nullptr) return std::make_unique<NumericTally>(form.shape);
  return std::make_unique<DecimalReader>(form.decimal);
}

TypePointer EnumType(const Form&) {
  return arrow::dictionary(arrow::int32(), arrow::utf8(), /*ordered=*/true);
}

ReaderPointer Enum(const Form& form) {
  return std::make_unique<EnumReader>(form.type(), form.labels);
}

TypePointer ListOfPart(const Form& form) {
  return arrow::list(form.parts.at(0).field()->WithName("item"));
}

ReaderPointer Array(const Form& form) {
  return std::make_unique<ArrayReader>(form.type(), form.parts.at(0).reader());
}

TypePointer StructOfParts(const Form& form) {
  arrow::FieldVector fields;
  for (const Form& part : form.parts) fields.push_back(part.field());
  return arrow::struct_(std::move(fields));
}

ReaderPointer Composite(const Form& form) {
  ValueReaders attributes;
  for (const Form& part : form.parts) attributes.push_back(part.reader());
  return std::make_unique<CompositeReader>(form.type(), std::move(attributes));
}

TypePointer RangeType(const Form& form) {
  const auto bound = form.parts.at(0).field();
  return arrow::struct_({bound->WithName("lower"), bound->WithName("upper"),
                         arrow::field("lower_inclusive", arrow::boolean()),
                         arrow::field("upper_inclusive", arrow::boolean()),
                         arrow::field("empty", arrow::boolean())});
}

ReaderPointer Range(const Form& form) {
  const Form& bound = form.parts.at(0);
  return std::make_unique<RangeReader>(form.type(), bound.reader(), bound.reader());
}

ReaderPointer Multirange(const Form& form) {
  return std::make_unique<MultirangeReader>(form.type(), form.parts.at(0).reader());
}

TypePointer HstoreType() { return arrow::map(arrow::utf8(), arrow::utf8()); }

ReaderPointer Hstore(const Form& form) {
  return std::make_unique<HstoreReader>(form.type(), std::make_unique<BytesReader>(arrow::utf8()),
                                        std::make_unique<BytesReader>(arrow::utf8()));
}

TypePointer VectorType(const Form& form) {
  if (form.modifier < 1) return arrow::list(arrow::float32());
  return arrow::fixed_size_list(arrow::float32(), form.modifier);
}

struct Entry {
  std::string_view name;
  WireKind kind;
};

// Of pg_catalog.
constexpr std::array kBuiltIn = {
    Entry{"bool", {Fixed<arrow::boolean>, Plain<BooleanReader>}},
    Entry{"int2", Simple<arrow::int16, NumberReader<int16_t>>()},
    Entry{"int4", Simple<arrow::int32, NumberReader<int32_t>>()},
    Entry{"int8", Simple<arrow::int64, NumberReader<int64_t>>()},
    Entry{"oid", Simple<arrow::uint32, NumberReader<uint32_t>>()},
    Entry{"float4", Simple<arrow::float32, NumberReader<float>>()},
    Entry{"float8", Simple<arrow::float64, NumberReader<double>>()},
    Entry{"numeric", {DecimalType, Numeric}},
    Entry{"text", Simple<Utf8, BytesReader>()},
    Entry{"varchar", Simple<Utf8, BytesReader>()},
    Entry{"bpchar", Simple<Utf8, BytesReader>()},
    Entry{"name", Simple<Utf8, BytesReader>()},
    Entry{"xml", Simple<Utf8, BytesReader>()},
    Entry{"json", Simple<Json, BytesReader>()},
    Entry{"jsonb", Simple<Json, JsonbReader>()},
    Entry{"bytea", Simple<arrow::binary, BytesReader>()},
    Entry{"uuid", {Fixed<arrow::extension::uuid>, Plain<UuidReader>}},
    Entry{"date", Simple<arrow::date32, MomentReader<DateValue>>()},
    Entry{"time", Simple<Time, MomentReader<TimeValue>>()},
    Entry{"timestamp", Simple<Timestamp, MomentReader<TimestampValue>>()},
    Entry{"timestamptz", Simple<TimestampUtc, MomentReader<TimestampValue>>()},
    Entry{"interval", {Fixed<arrow::month_day_nano_interval>, Plain<IntervalReader>}},
};

// Of extensions, in whatever schema.
constexpr std::array kOfExtensions = {
    Entry{"citext", Simple<Utf8, BytesReader>()},
    Entry{"hstore", {Fixed<HstoreType>, Hstore}},
    Entry{"geometry", Simple<arrow::binary, BytesReader>()},
    Entry{"geography", Simple<arrow::binary, BytesReader>()},
    Entry{"vector", {VectorType, Typed<VectorReader>}},
};

}  // namespace

constexpr WireKind kEnumKind = {EnumType, Enum};
constexpr WireKind kArrayKind = {ListOfPart, Array};
constexpr WireKind kCompositeKind = {StructOfParts, Composite};
constexpr WireKind kRangeKind = {RangeType, Range};
constexpr WireKind kMultirangeKind = {ListOfPart, Multirange};
constexpr WireKind kTextKind = Simple<Utf8, BytesReader>();
constexpr WireKind kDoubleKind = Simple<arrow::float64, NumberReader<double>>();
constexpr WireKind kNumericKind = {DecimalType, Numeric};

const WireKind* FindBaseKind(const Type& type) {
  const auto find = [&](const auto& table) -> const WireKind* {
    const auto found = std::ranges::find(table, type.name, &Entry::name);
    return found == table.end() ? nullptr : &found->kind;
  };
  return type.schema == "pg_catalog" ? find(kBuiltIn) : find(kOfExtensions);
}

std::shared_ptr<arrow::DataType> DeclaredDecimal(int32_t modifier) {
  constexpr int32_t kHeader = 4;
  if (modifier < kHeader) return nullptr;
  int32_t precision = (modifier - kHeader) >> 16 & 0xffff;
  // 11 bits with a sign: since PostgreSQL 15 a scale may be negative, or more than the precision.
  int32_t scale = (((modifier - kHeader) & 0x7ff) ^ 1024) - 1024;
  // The same numbers as what every database takes for a decimal.
  if (scale < 0) precision -= scale;
  scale = std::max(scale, 0);
  precision = std::max(precision, scale);
  if (precision <= arrow::Decimal128Type::kMaxPrecision) return arrow::decimal128(precision, scale);
  if (precision <= arrow::Decimal256Type::kMaxPrecision) return arrow::decimal256(precision, scale);
  return nullptr;
}

}  // namespace quiver::postgres
