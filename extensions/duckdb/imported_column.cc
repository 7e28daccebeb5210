#include "imported_column.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <arrow/array.h>
#include <arrow/array/util.h>
#include <arrow/builder.h>
#include <arrow/compute/api.h>
#include <arrow/extension_type.h>
#include <arrow/util/bitmap_ops.h>
#include <arrow/util/decimal.h>
#include <arrow/util/float16.h>
#include <arrow/util/string.h>

#include "core/time_unit.h"
#include "core/type_with_fields.h"
#include "quiver/value_text.h"

namespace quiver::duckdb_extension {
namespace {

using arrow::ArrayData;
using arrow::DataType;
using arrow::Result;
using arrow::Status;
using arrow::Type;
using TypePointer = std::shared_ptr<DataType>;
using DataPointer = std::shared_ptr<ArrayData>;

constexpr int32_t kMostDecimalDigits = 38;
constexpr int32_t kMostArrayElements = 100'000;

Status NoType(const DataType& type, const std::string& why) {
  return Status::TypeError("DuckDB has no exact type for ", type.ToString(), ": ", why);
}

bool IsDecimal(const DataType& type) { return arrow::is_decimal(type.id()); }

Result<TypePointer> ImportedDecimal(const arrow::DecimalType& type) {
  // A negative scale is digits before the point that are all zero.
  const int32_t scale = std::max(0, type.scale());
  const int32_t precision = type.precision() + std::max(0, -type.scale());
  if (precision > kMostDecimalDigits || scale > precision) {
    return NoType(type, "its decimals have at most 38 digits, and no more of them after the point");
  }
  if (type.id() != Type::DECIMAL256 && scale == type.scale()) return type.GetSharedPtr();
  return arrow::decimal128(precision, scale);
}

// DuckDB's importer has dictionaries of values without members only, and only as whole columns; it
// puts the database out of use when it meets others (seen with 2.0.0).
Result<TypePointer> ImportedPart(const TypePointer& type) {
  if (type->id() != Type::DICTIONARY) return ImportedType(type);
  return ImportedPart(static_cast<const arrow::DictionaryType&>(*type).value_type());
}

Result<arrow::FieldVector> ImportedFields(const arrow::FieldVector& fields) {
  arrow::FieldVector imported;
  for (const auto& field : fields) {
    auto type = ImportedPart(field->type());
    if (!type.ok()) {
      return type.status().WithMessage("in \"", field->name(), "\": ", type.status().message());
    }
    imported.push_back(field->WithType(*type));
  }
  return imported;
}

std::vector<int8_t> TypeCodes(size_t members) {
  std::vector<int8_t> codes;
  for (size_t i = 0; i < members; ++i) codes.push_back(static_cast<int8_t>(i));
  return codes;
}

// DuckDB tells members of a STRUCT and a UNION apart by their names, in which A is a. Where none of
// a STRUCT's has a name, it is a TUPLE.
Status CheckMembers(const DataType& type) {
  if (type.num_fields() == 0) return NoType(type, "it has no members");
  const auto is_unnamed = [](const auto& member) { return member->name().empty(); };
  if (type.id() == Type::STRUCT && std::ranges::all_of(type.fields(), is_unnamed)) {
    return Status::OK();
  }
  std::map<std::string, std::string> names;
  for (const auto& member : type.fields()) {
    const auto [same, is_new] =
        names.emplace(arrow::internal::AsciiToLower(member->name()), member->name());
    if (is_new) continue;
    return NoType(type, "it takes the members \"" + same->second + "\" and \"" + member->name() +
                            "\" for one");
  }
  return Status::OK();
}

// The names of a map's keys and values are lost, and may be the same.
Result<TypePointer> ImportedMap(const arrow::MapType& type) {
  const auto& entries = type.field(0);
  ARROW_ASSIGN_OR_RAISE(const auto fields, ImportedFields(entries->type()->fields()));
  return TypeWithFields(type, {entries->WithType(arrow::struct_(fields))});
}

Result<TypePointer> ImportedNestedType(const DataType& type) {
  if (type.id() == Type::MAP) return ImportedMap(static_cast<const arrow::MapType&>(type));
  if (type.id() == Type::FIXED_SIZE_LIST) {
    const int32_t size = static_cast<const arrow::FixedSizeListType&>(type).list_size();
    if (size < 1 || size > kMostArrayElements) {
      return NoType(type, "its arrays have 1 to 100000 elements");
    }
  }
  ARROW_ASSIGN_OR_RAISE(const auto fields, ImportedFields(type.fields()));
  if (arrow::is_union(type.id())) return arrow::sparse_union(fields, TypeCodes(fields.size()));
  return TypeWithFields(type, fields);
}

// Calls `check` with each value that is not NULL.
template <typename Value, typename Check>
Status ForEachValid(const ArrayData& column, const Check& check) {
  // Which may lie anywhere.
  const auto* bytes = column.GetValues<uint8_t>(1, column.offset * sizeof(Value));
  for (int64_t i = 0; i < column.length; ++i) {
    Value value;
    std::memcpy(&value, bytes + i * sizeof(Value), sizeof(Value));
    if (check(value) || column.IsNull(i)) continue;
    return Status::Invalid("the value ", ValueText(*MakeArray(column.Slice(i, 1)), 0));
  }
  return Status::OK();
}

// DuckDB's importer multiplies them, and its error names neither column nor value.
Status CheckMicroseconds(const ArrayData& column, arrow::TimeUnit::type unit) {
  if (unit == arrow::TimeUnit::MICRO) return Status::OK();
  const int64_t most = std::numeric_limits<int64_t>::max() / (NanosecondsPerUnit(unit) / 1000);
  return ForEachValid<int64_t>(column,
                               [=](int64_t value) { return value >= -most && value <= most; });
}

Status CheckDuration(const ArrayData& column, arrow::TimeUnit::type unit) {
  // DuckDB's importer drops what is after the microsecond.
  if (unit == arrow::TimeUnit::NANO) {
    return ForEachValid<int64_t>(column, [](int64_t value) { return value % 1000 == 0; });
  }
  return CheckMicroseconds(column, unit);
}

Status CheckInterval(const ArrayData& column) {
  using MonthDayNano = arrow::MonthDayNanoIntervalType::MonthDayNanos;
  return ForEachValid<MonthDayNano>(
      column, [](const MonthDayNano& value) { return value.nanoseconds % 1000 == 0; });
}

Status CheckTimestamp(const ArrayData& column, const arrow::TimestampType& type) {
  if (type.unit() == arrow::TimeUnit::NANO) return Status::OK();
  if (!type.timezone().empty()) return CheckMicroseconds(column, type.unit());
  // DuckDB hands others on, and a cast to VARCHAR then puts the database out of use (seen with
  // 2.0.0 and 2.0.1). The two that are furthest from 0 are its infinity and -infinity.
  constexpr int64_t kFirstDay = -9'223'372'022'400'000'000;
  constexpr int64_t kInfinity = std::numeric_limits<int64_t>::max();
  const int64_t factor = NanosecondsPerUnit(type.unit()) / 1000;
  const int64_t least = kFirstDay / factor;
  const int64_t most = kInfinity / factor;
  return ForEachValid<int64_t>(column, [=](int64_t value) {
    return (value >= least && value <= most) || value == kInfinity || value == -kInfinity;
  });
}

template <typename Value>
Status CheckDayTime(const ArrayData& column, Value units_per_day) {
  // 24:00:00 is a time, as in SQL.
  return ForEachValid<Value>(column,
                             [=](Value value) { return value >= 0 && value <= units_per_day; });
}

template <typename Value>
Status CheckDigits(const ArrayData& column) {
  const auto& type = static_cast<const arrow::DecimalType&>(*column.type);
  if constexpr (sizeof(Value) <= sizeof(int64_t)) {
    Value most = 1;
    for (int32_t i = 0; i < type.precision(); ++i) most *= 10;
    return ForEachValid<Value>(column, [=](Value value) { return value > -most && value < most; });
  } else if constexpr (std::is_same_v<Value, arrow::Decimal256>) {
    return ForEachValid<Value>(
        column, [&](const Value& value) { return value.FitsInPrecision(type.precision()); });
  } else {
    __extension__ typedef __int128 Integer;
    Integer most = 1;
    for (int32_t i = 0; i < type.precision(); ++i) most *= 10;
    return ForEachValid<Integer>(column,
                                 [=](Integer value) { return value > -most && value < most; });
  }
}

// What a user can do where DuckDB can't hold a value.
constexpr char kAdvice[] =
    "; cast the column in the program that writes the file, or leave it out (SELECT * EXCLUDE)";

Status CheckExact(const ArrayData& column) {
  constexpr int64_t kSecondsPerDay = 86'400;
  const auto with = [](const Status& status, const char* why) {
    if (status.ok()) return status;
    return status.WithMessage(status.message(), " is not exact: ", why, kAdvice);
  };
  switch (column.type->id()) {
    case Type::DURATION: {
      const auto unit = static_cast<const arrow::DurationType&>(*column.type).unit();
      return with(CheckDuration(column, unit),
                  "an INTERVAL has whole microseconds, and less than 2^63 of them");
    }
    case Type::INTERVAL_MONTH_DAY_NANO:
      return with(CheckInterval(column), "an INTERVAL has whole microseconds");
    case Type::TIMESTAMP:
      return with(CheckTimestamp(column, static_cast<const arrow::TimestampType&>(*column.type)),
                  "a TIMESTAMP is from the year 290309 BC to 294247");
    case Type::DATE64:
      return with(ForEachValid<int64_t>(
                      column, [](int64_t value) { return value % (kSecondsPerDay * 1000) == 0; }),
                  "a DATE is a whole day");
    case Type::TIME32: {
      const bool seconds =
          static_cast<const arrow::Time32Type&>(*column.type).unit() == arrow::TimeUnit::SECOND;
      const int64_t day = kSecondsPerDay * (seconds ? 1 : 1000);
      return with(CheckDayTime<int32_t>(column, static_cast<int32_t>(day)),
                  "a TIME is from 00:00:00 to 24:00:00");
    }
    case Type::TIME64: {
      const bool micro =
          static_cast<const arrow::Time64Type&>(*column.type).unit() == arrow::TimeUnit::MICRO;
      const int64_t day = kSecondsPerDay * (micro ? 1'000'000 : 1'000'000'000);
      return with(CheckDayTime<int64_t>(column, day), "a TIME is from 00:00:00 to 24:00:00");
    }
    case Type::DECIMAL32:
      return with(CheckDigits<int32_t>(column), "it has more digits than its type");
    case Type::DECIMAL64:
      return with(CheckDigits<int64_t>(column), "it has more digits than its type");
    case Type::DECIMAL128:
      return with(CheckDigits<arrow::Decimal128>(column), "it has more digits than its type");
    case Type::DECIMAL256:
      return with(CheckDigits<arrow::Decimal256>(column), "it has more digits than its type");
    default:
      return Status::OK();
  }
}

Result<DataPointer> HalfToFloat(const ArrayData& column) {
  ARROW_ASSIGN_OR_RAISE(auto values, arrow::AllocateBuffer(column.length * sizeof(float)));
  const auto* from = column.GetValues<uint16_t>(1);
  auto* to = reinterpret_cast<float*>(values->mutable_data());
  for (int64_t i = 0; i < column.length; ++i) {
    to[i] = arrow::util::Float16::FromBits(from[i]).ToFloat();
  }
  ARROW_ASSIGN_OR_RAISE(auto result, arrow::MakeArrayOfNull(arrow::float32(), 0));
  auto data = result->data()->Copy();
  data->length = column.length;
  data->null_count = column.null_count.load();
  std::shared_ptr<arrow::Buffer> validity;
  if (column.buffers[0] != nullptr) {
    ARROW_ASSIGN_OR_RAISE(validity, arrow::internal::CopyBitmap(arrow::default_memory_pool(),
                                                                column.buffers[0]->data(),
                                                                column.offset, column.length));
  }
  data->buffers = {std::move(validity), std::move(values)};
  return data;
}

// A dense union's members hold only their own values; a sparse one's have a row for each row.
Result<DataPointer> SparseUnion(const ArrayData& column, const TypePointer& type,
                                std::vector<DataPointer> members) {
  const auto& from = static_cast<const arrow::UnionType&>(*column.type);
  const bool dense = column.type->id() == Type::DENSE_UNION;
  const auto* codes = column.GetValues<int8_t>(1);
  ARROW_ASSIGN_OR_RAISE(auto indices, arrow::AllocateBuffer(column.length));
  auto* index_of_row = reinterpret_cast<int8_t*>(indices->mutable_data());
  for (int64_t i = 0; i < column.length; ++i) {
    index_of_row[i] = static_cast<int8_t>(from.child_ids()[codes[i]]);
  }
  for (size_t member = 0; member < members.size(); ++member) {
    if (!dense) {
      members[member] = members[member]->Slice(column.offset, column.length);
      continue;
    }
    const auto* offsets = column.GetValues<int32_t>(2);
    arrow::Int32Builder rows;
    ARROW_RETURN_NOT_OK(rows.Reserve(column.length));
    for (int64_t i = 0; i < column.length; ++i) {
      if (index_of_row[i] == static_cast<int8_t>(member)) {
        rows.UnsafeAppend(offsets[i]);
      } else {
        rows.UnsafeAppendNull();
      }
    }
    ARROW_ASSIGN_OR_RAISE(const auto taken, rows.Finish());
    ARROW_ASSIGN_OR_RAISE(const auto values,
                          arrow::compute::Take(*MakeArray(members[member]), *taken));
    members[member] = values->data();
  }
  auto data = ArrayData::Make(type, column.length, {nullptr, std::move(indices)}, 0);
  data->child_data = std::move(members);
  return data;
}

Result<DataPointer> Imported(const DataPointer& column, const TypePointer& type);

// As a dictionary, or, where `type` is that of its values, without.
Result<DataPointer> ImportedDictionary(const ArrayData& column, const TypePointer& type) {
  const bool stays = type->id() == Type::DICTIONARY;
  const TypePointer value_type =
      stays ? static_cast<const arrow::DictionaryType&>(*type).value_type() : type;
  ARROW_ASSIGN_OR_RAISE(auto values, Imported(column.dictionary, value_type));
  auto data = column.Copy();
  if (stays) {
    data->type = type;
    data->dictionary = std::move(values);
    return data;
  }
  data->type = static_cast<const arrow::DictionaryType&>(*column.type).index_type();
  data->dictionary = nullptr;
  ARROW_ASSIGN_OR_RAISE(const auto taken,
                        arrow::compute::Take(*MakeArray(values), *MakeArray(data)));
  return taken->data();
}

Result<DataPointer> ImportedNested(const ArrayData& column, const TypePointer& type) {
  std::vector<DataPointer> children;
  for (size_t i = 0; i < column.child_data.size(); ++i) {
    ARROW_ASSIGN_OR_RAISE(auto child,
                          Imported(column.child_data[i], type->field(static_cast<int>(i))->type()));
    children.push_back(std::move(child));
  }
  if (arrow::is_union(type->id())) return SparseUnion(column, type, std::move(children));
  auto data = column.Copy();
  data->type = type;
  data->child_data = std::move(children);
  return data;
}

Result<DataPointer> Imported(const DataPointer& column, const TypePointer& type) {
  const Type::type from = column->type->id();
  if (from == Type::HALF_FLOAT) return HalfToFloat(*column);
  if (from == Type::EXTENSION) {
    auto storage = column->Copy();
    storage->type = static_cast<const arrow::ExtensionType&>(*column->type).storage_type();
    if (type->id() != Type::EXTENSION) return Imported(storage, type);
    // What lies in it stays as it is, and is looked at.
    ARROW_RETURN_NOT_OK(Imported(storage, storage->type).status());
    return column;
  }
  if (from == Type::DICTIONARY) return ImportedDictionary(*column, type);
  if (IsDecimal(*column->type) && !column->type->Equals(type)) {
    // A value with no more digits than its type has not too many for that of DuckDB either.
    ARROW_RETURN_NOT_OK(CheckExact(*column));
    ARROW_ASSIGN_OR_RAISE(const auto cast, arrow::compute::Cast(*MakeArray(column), type));
    return cast->data();
  }
  if (!column->child_data.empty()) return ImportedNested(*column, type);
  ARROW_RETURN_NOT_OK(CheckExact(*column));
  return column;
}

}  // namespace

Result<TypePointer> ImportedType(const TypePointer& type) {
  if (type->id() == Type::HALF_FLOAT) return arrow::float32();
  if (IsDecimal(*type)) return ImportedDecimal(static_cast<const arrow::DecimalType&>(*type));
  if (type->id() == Type::EXTENSION) {
    const auto& storage = static_cast<const arrow::ExtensionType&>(*type).storage_type();
    ARROW_ASSIGN_OR_RAISE(auto imported, ImportedType(storage));
    return imported->Equals(storage) ? type : imported;
  }
  if (type->id() == Type::DICTIONARY) {
    const auto& dictionary = static_cast<const arrow::DictionaryType&>(*type);
    ARROW_ASSIGN_OR_RAISE(auto values, ImportedPart(dictionary.value_type()));
    if (values->num_fields() > 0) return values;
    return arrow::dictionary(dictionary.index_type(), std::move(values), dictionary.ordered());
  }
  if (type->id() == Type::STRUCT || arrow::is_union(type->id())) {
    ARROW_RETURN_NOT_OK(CheckMembers(*type));
  }
  if (type->num_fields() == 0) return type;
  return ImportedNestedType(*type);
}

Result<std::shared_ptr<arrow::Array>> ImportedColumn(const std::shared_ptr<arrow::Array>& column,
                                                     const TypePointer& type) {
  ARROW_ASSIGN_OR_RAISE(auto data, Imported(column->data(), type));
  return MakeArray(std::move(data));
}

}  // namespace quiver::duckdb_extension
