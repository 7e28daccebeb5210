#include "widened_type.h"

#include <algorithm>
#include <utility>

#include <arrow/type_traits.h>

namespace quiver::duckdb_extension {
namespace {

using arrow::DataType;
using arrow::Type;
using TypePointer = std::shared_ptr<DataType>;

constexpr int32_t kMostDecimalDigits = 38;

bool IsText(const DataType& type) {
  return arrow::is_string(type.id()) || type.id() == Type::STRING_VIEW;
}

bool IsBytes(const DataType& type) {
  return arrow::is_binary(type.id()) || type.id() == Type::BINARY_VIEW ||
         type.id() == Type::FIXED_SIZE_BINARY;
}

bool IsDate(const DataType& type) { return arrow::is_date(type.id()); }

bool IsList(const DataType& type) {
  return arrow::is_list_like(type.id()) ? type.id() != Type::MAP : arrow::is_list_view(type);
}

// The digits that every integer of a type needs.
int32_t Digits(const DataType& type) {
  switch (type.id()) {
    case Type::INT8:
    case Type::UINT8:
      return 3;
    case Type::INT16:
    case Type::UINT16:
      return 5;
    case Type::INT32:
    case Type::UINT32:
      return 10;
    case Type::INT64:
      return 19;
    default:
      return 20;
  }
}

TypePointer Integers(const DataType& left, const DataType& right) {
  const bool is_signed = arrow::is_signed_integer(left.id());
  if (is_signed == arrow::is_signed_integer(right.id())) {
    return (left.bit_width() > right.bit_width() ? left : right).GetSharedPtr();
  }
  // With a sign, and a bit more than those without.
  const int bits = is_signed ? left.bit_width() : right.bit_width();
  const int unsigned_bits = is_signed ? right.bit_width() : left.bit_width();
  switch (std::max(bits, 2 * unsigned_bits)) {
    case 16:
      return arrow::int16();
    case 32:
      return arrow::int32();
    case 64:
      return arrow::int64();
    default:
      return arrow::decimal128(Digits(*arrow::uint64()), 0);
  }
}

// FLOAT has every integer of 24 bits, DOUBLE every one of 53.
TypePointer Floats(const DataType& left, const DataType& right) {
  for (const DataType* type : {&left, &right}) {
    if (arrow::is_integer(type->id()) && type->bit_width() > 32) return nullptr;
  }
  for (const DataType* type : {&left, &right}) {
    const bool is_wide = type->bit_width() > (arrow::is_integer(type->id()) ? 16 : 32);
    if (is_wide) return arrow::float64();
  }
  return arrow::float32();
}

TypePointer Decimals(const DataType& left, const DataType& right) {
  int32_t scale = 0;
  int32_t whole_digits = 0;
  for (const DataType* type : {&left, &right}) {
    if (arrow::is_integer(type->id())) {
      whole_digits = std::max(whole_digits, Digits(*type));
      continue;
    }
    const auto& decimal = static_cast<const arrow::DecimalType&>(*type);
    scale = std::max(scale, decimal.scale());
    whole_digits = std::max(whole_digits, decimal.precision() - decimal.scale());
  }
  const int32_t precision = whole_digits + scale;
  return precision > kMostDecimalDigits ? nullptr : arrow::decimal128(precision, scale);
}

TypePointer Numbers(const DataType& left, const DataType& right) {
  const bool decimal = arrow::is_decimal(left.id()) || arrow::is_decimal(right.id());
  const bool floating = arrow::is_floating(left.id()) || arrow::is_floating(right.id());
  if (decimal) return floating ? nullptr : Decimals(left, right);
  return floating ? Floats(left, right) : Integers(left, right);
}

TypePointer Timestamps(const arrow::TimestampType& left, const arrow::TimestampType& right) {
  if (left.timezone() != right.timezone()) return nullptr;
  return (left.unit() > right.unit() ? left : right).GetSharedPtr();
}

// A date far away is an error in microseconds, and so is the date 'infinity': in seconds it would
// be one of this world's days.
TypePointer OfDate(const DataType& other) {
  if (IsDate(other)) return arrow::date64();
  if (other.id() != Type::TIMESTAMP) return nullptr;
  const auto& timestamp = static_cast<const arrow::TimestampType&>(other);
  if (!timestamp.timezone().empty()) return nullptr;
  return arrow::timestamp(std::max(timestamp.unit(), arrow::TimeUnit::MICRO));
}

TypePointer Times(const DataType& left, const DataType& right) {
  const auto unit = std::max(static_cast<const arrow::TimeType&>(left).unit(),
                             static_cast<const arrow::TimeType&>(right).unit());
  return unit < arrow::TimeUnit::MICRO ? arrow::time32(unit) : arrow::time64(unit);
}

TypePointer Durations(const DataType& left, const DataType& right) {
  return arrow::duration(std::max(static_cast<const arrow::DurationType&>(left).unit(),
                                  static_cast<const arrow::DurationType&>(right).unit()));
}

// Under the first one's name; null where the types don't go together.
std::shared_ptr<arrow::Field> Widened(const arrow::Field& left, const arrow::Field& right) {
  auto type = WidenedType(left.type(), right.type());
  if (type == nullptr) return nullptr;
  return left.WithType(std::move(type))->WithNullable(left.nullable() || right.nullable());
}

TypePointer Lists(const DataType& left, const DataType& right) {
  auto field = Widened(*left.field(0), *right.field(0));
  if (field == nullptr) return nullptr;
  if (left.id() == Type::FIXED_SIZE_LIST && right.id() == Type::FIXED_SIZE_LIST) {
    const int32_t size = static_cast<const arrow::FixedSizeListType&>(left).list_size();
    if (size == static_cast<const arrow::FixedSizeListType&>(right).list_size()) {
      return arrow::fixed_size_list(std::move(field), size);
    }
  }
  return arrow::large_list(std::move(field));
}

TypePointer Maps(const arrow::MapType& left, const arrow::MapType& right) {
  const auto key = WidenedType(left.key_type(), right.key_type());
  auto item = Widened(*left.item_field(), *right.item_field());
  if (key == nullptr || item == nullptr) return nullptr;
  return arrow::map(key, std::move(item), left.keys_sorted() && right.keys_sorted());
}

TypePointer Structs(const arrow::StructType& left, const arrow::StructType& right) {
  arrow::FieldVector fields;
  for (const auto& field : left.fields()) {
    const auto same = right.GetAllFieldIndices(field->name());
    if (same.size() > 1 || left.GetAllFieldIndices(field->name()).size() > 1) return nullptr;
    auto both =
        same.empty() ? field->WithNullable(true) : Widened(*field, *right.field(same.front()));
    if (both == nullptr) return nullptr;
    fields.push_back(std::move(both));
  }
  for (const auto& field : right.fields()) {
    if (left.GetAllFieldIndices(field->name()).empty()) fields.push_back(field->WithNullable(true));
  }
  return arrow::struct_(std::move(fields));
}

}  // namespace

TypePointer WidenedType(const TypePointer& left, const TypePointer& right) {
  const auto both = [&](const auto& is) { return is(*left) && is(*right); };
  const auto both_are = [&](Type::type id) { return left->id() == id && right->id() == id; };
  if (left->Equals(right) || right->id() == Type::NA) return left;
  if (left->id() == Type::NA) return right;
  const auto is_number = [](const DataType& type) {
    return arrow::is_numeric(type.id()) || arrow::is_decimal(type.id());
  };
  if (both(is_number)) return Numbers(*left, *right);
  if (both(IsText)) return arrow::large_utf8();
  if (both(IsBytes)) return arrow::large_binary();
  if (IsDate(*left)) return OfDate(*right);
  if (IsDate(*right)) return OfDate(*left);
  if (both_are(Type::TIMESTAMP)) {
    return Timestamps(static_cast<const arrow::TimestampType&>(*left),
                      static_cast<const arrow::TimestampType&>(*right));
  }
  if (both([](const DataType& type) { return arrow::is_time(type.id()); })) {
    return Times(*left, *right);
  }
  if (both_are(Type::DURATION)) return Durations(*left, *right);
  if (both(IsList)) return Lists(*left, *right);
  if (both_are(Type::MAP)) {
    return Maps(static_cast<const arrow::MapType&>(*left),
                static_cast<const arrow::MapType&>(*right));
  }
  if (both_are(Type::STRUCT)) {
    return Structs(static_cast<const arrow::StructType&>(*left),
                   static_cast<const arrow::StructType&>(*right));
  }
  return nullptr;
}

}  // namespace quiver::duckdb_extension
