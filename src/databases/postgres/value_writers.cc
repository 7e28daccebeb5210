// The table of contents of the writers: which Arrow type goes out in which form.

#include <algorithm>
#include <bit>
#include <cstring>
#include <string_view>
#include <type_traits>

#include <arrow/array.h>
#include <arrow/extension_type.h>
#include <arrow/util/float16.h>

#include "databases/postgres/array_writer.h"
#include "databases/postgres/decimal_writer.h"
#include "databases/postgres/moment_writers.h"
#include "databases/postgres/nested_writers.h"
#include "databases/postgres/numeric_digits.h"
#include "databases/postgres/text_writer.h"
#include "databases/postgres/value_writer.h"

namespace quiver::postgres {
namespace {

using arrow::Status;

class NullWriter final : public ValueWriter {
 public:
  Status Bind(std::shared_ptr<arrow::Array>) override { return Status::OK(); }
  Status Write(int64_t, WireBuffer* out) override {
    out->PutNull();
    return Status::OK();
  }
};

// One struct for each form: how a value of an array becomes bytes.

struct Bool {
  static constexpr WireForm kForm = WireForm::kBool;
  static Status Put(const arrow::BooleanArray& array, int64_t row, WireBuffer* out) {
    out->PutInt32(1);
    out->PutInt8(array.Value(row) ? 1 : 0);
    return Status::OK();
  }
  /// arrow.bool8.
  static Status PutByte(const arrow::Int8Array& array, int64_t row, WireBuffer* out) {
    const int8_t value = array.Value(row);
    if (value != 0 && value != 1) {
      return Status::Invalid("is neither 0 nor 1, which is all that a boolean holds");
    }
    out->PutInt32(1);
    out->PutInt8(value);
    return Status::OK();
  }
};

struct Int2 {
  static constexpr WireForm kForm = WireForm::kInt2;
  template <typename ArrayType>
  static Status Put(const ArrayType& array, int64_t row, WireBuffer* out) {
    out->PutInt16Value(array.Value(row));
    return Status::OK();
  }
};

struct Int4 {
  static constexpr WireForm kForm = WireForm::kInt4;
  template <typename ArrayType>
  static Status Put(const ArrayType& array, int64_t row, WireBuffer* out) {
    out->PutInt32Value(static_cast<int32_t>(array.Value(row)));
    return Status::OK();
  }
};

struct Oid : Int4 {
  static constexpr WireForm kForm = WireForm::kOid;
};

struct Int8 {
  static constexpr WireForm kForm = WireForm::kInt8;
  template <typename ArrayType>
  static Status Put(const ArrayType& array, int64_t row, WireBuffer* out) {
    out->PutInt64Value(array.Value(row));
    return Status::OK();
  }
};

struct Numeric {
  static constexpr WireForm kForm = WireForm::kNumeric;
  template <typename ArrayType>
  static Status Put(const ArrayType& array, int64_t row, WireBuffer* out) {
    const auto value = array.Value(row);
    const bool negative = value < 0;
    uint64_t word = static_cast<uint64_t>(value);
    if (negative) word = 0 - word;
    PutNumeric({&word, 1}, negative, 0, out);
    return Status::OK();
  }
};

template <typename ArrayType>
double RealValue(const ArrayType& array, int64_t row) {
  if constexpr (std::is_same_v<ArrayType, arrow::HalfFloatArray>) {
    return arrow::util::Float16::FromBits(array.Value(row)).ToDouble();
  } else {
    return array.Value(row);
  }
}

struct Float4 {
  static constexpr WireForm kForm = WireForm::kFloat4;
  template <typename ArrayType>
  static Status Put(const ArrayType& array, int64_t row, WireBuffer* out) {
    out->PutInt32Value(std::bit_cast<int32_t>(static_cast<float>(RealValue(array, row))));
    return Status::OK();
  }
};

struct Float8 {
  static constexpr WireForm kForm = WireForm::kFloat8;
  template <typename ArrayType>
  static Status Put(const ArrayType& array, int64_t row, WireBuffer* out) {
    out->PutInt64Value(std::bit_cast<int64_t>(RealValue(array, row)));
    return Status::OK();
  }
};

struct Text {
  static constexpr WireForm kForm = WireForm::kText;
  template <typename ArrayType>
  static Status Put(const ArrayType& array, int64_t row, WireBuffer* out) {
    return PutText(array.GetView(row), out);
  }
};

struct Bytes : Text {
  static constexpr WireForm kForm = WireForm::kBytes;
};

struct Uuid : Text {
  static constexpr WireForm kForm = WireForm::kUuid;
};

struct Jsonb {
  static constexpr WireForm kForm = WireForm::kJsonb;
  template <typename ArrayType>
  static Status Put(const ArrayType& array, int64_t row, WireBuffer* out) {
    constexpr int8_t kVersion = 1;
    const size_t value = out->BeginValue();
    out->PutInt8(kVersion);
    out->PutBytes(array.GetView(row));
    if (out->EndValue(value)) return Status::OK();
    return Status::Invalid("is longer than 2147483647 bytes, which is more than PostgreSQL takes");
  }
};

/// DuckDB's BIT: how many bits of the first byte after this one are padding (and set), then bits.
/// bit_recv: the number of bits, then bits from the first one, padded with zeros at the end.
struct Bits {
  static constexpr WireForm kForm = WireForm::kBits;
  template <typename ArrayType>
  static Status Put(const ArrayType& array, int64_t row, WireBuffer* out) {
    const std::string_view value = array.GetView(row);
    constexpr int kBitsPerByte = 8;
    const int padding = value.empty() ? kBitsPerByte : static_cast<uint8_t>(value[0]);
    if (value.size() < 2 || padding >= kBitsPerByte) return Status::Invalid("is not a bit string");
    const std::string_view bits = value.substr(1);
    out->PutInt32(static_cast<int32_t>(sizeof(int32_t) + bits.size()));
    out->PutInt32(static_cast<int32_t>(bits.size() * kBitsPerByte - padding));
    for (size_t i = 0; i < bits.size(); ++i) {
      const uint32_t next = i + 1 < bits.size() ? static_cast<uint8_t>(bits[i + 1]) : 0;
      const uint32_t both = (static_cast<uint32_t>(static_cast<uint8_t>(bits[i])) << 8) | next;
      out->PutInt8(static_cast<int8_t>((both << padding) >> 8));
    }
    return Status::OK();
  }
};

/// DuckDB's HUGEINT and UHUGEINT: 16 bytes, little-endian. Which of them is for the one who asks.
template <bool is_signed>
struct HugeInteger {
  static constexpr WireForm kForm = is_signed ? WireForm::kHugeInt : WireForm::kUnsignedHugeInt;
  static Status Put(const arrow::FixedSizeBinaryArray& array, int64_t row, WireBuffer* out) {
    unsigned __int128 magnitude;
    std::memcpy(&magnitude, array.GetValue(row), sizeof(magnitude));
    const bool negative = is_signed && static_cast<__int128>(magnitude) < 0;
    if (negative) magnitude = -magnitude;
    uint64_t words[] = {static_cast<uint64_t>(magnitude), static_cast<uint64_t>(magnitude >> 64)};
    PutNumeric(words, negative, 0, out);
    return Status::OK();
  }
};

struct Entry {
  arrow::Type::type type;
  WireForm form;
  MadeWriter (*make)(const arrow::DataType&, const WireType&);
};

template <WireForm form, typename ArrayType>
constexpr Entry LimitedText() {
  return {ArrayType::TypeClass::type_id, form, LimitedTextWriter<form, ArrayType>::Make};
}

template <typename Form, typename ArrayType>
constexpr Entry Values() {
  constexpr Status (*kPut)(const ArrayType&, int64_t, WireBuffer*) = Form::Put;
  return {ArrayType::TypeClass::type_id, Form::kForm, PlainWriter<ArrayType, kPut>::Make};
}

using arrow::Type;

constexpr Entry kEntries[] = {
    Values<Bool, arrow::BooleanArray>(),
    {Type::INT8, WireForm::kBool, PlainWriter<arrow::Int8Array, Bool::PutByte>::Make},
    Values<Int2, arrow::Int8Array>(),
    Values<Int4, arrow::Int8Array>(),
    Values<Int8, arrow::Int8Array>(),
    Values<Numeric, arrow::Int8Array>(),
    Values<Int2, arrow::Int16Array>(),
    Values<Int4, arrow::Int16Array>(),
    Values<Int8, arrow::Int16Array>(),
    Values<Numeric, arrow::Int16Array>(),
    Values<Int4, arrow::Int32Array>(),
    Values<Int8, arrow::Int32Array>(),
    Values<Numeric, arrow::Int32Array>(),
    Values<Int8, arrow::Int64Array>(),
    Values<Numeric, arrow::Int64Array>(),
    Values<Int2, arrow::UInt8Array>(),
    Values<Int4, arrow::UInt8Array>(),
    Values<Int8, arrow::UInt8Array>(),
    Values<Numeric, arrow::UInt8Array>(),
    Values<Int4, arrow::UInt16Array>(),
    Values<Int8, arrow::UInt16Array>(),
    Values<Numeric, arrow::UInt16Array>(),
    Values<Int8, arrow::UInt32Array>(),
    Values<Oid, arrow::UInt32Array>(),
    Values<Numeric, arrow::UInt32Array>(),
    Values<Numeric, arrow::UInt64Array>(),
    Values<Float4, arrow::HalfFloatArray>(),
    Values<Float8, arrow::HalfFloatArray>(),
    Values<Float4, arrow::FloatArray>(),
    Values<Float8, arrow::FloatArray>(),
    Values<Float8, arrow::DoubleArray>(),
    {Type::DECIMAL32, WireForm::kNumeric, DecimalWriter<arrow::Decimal32Array>::Make},
    {Type::DECIMAL64, WireForm::kNumeric, DecimalWriter<arrow::Decimal64Array>::Make},
    {Type::DECIMAL128, WireForm::kNumeric, DecimalWriter<arrow::Decimal128Array>::Make},
    {Type::DECIMAL256, WireForm::kNumeric, DecimalWriter<arrow::Decimal256Array>::Make},
    Values<Text, arrow::StringArray>(),
    Values<Text, arrow::LargeStringArray>(),
    Values<Text, arrow::StringViewArray>(),
    LimitedText<WireForm::kVarchar, arrow::StringArray>(),
    LimitedText<WireForm::kVarchar, arrow::LargeStringArray>(),
    LimitedText<WireForm::kVarchar, arrow::StringViewArray>(),
    LimitedText<WireForm::kBpchar, arrow::StringArray>(),
    LimitedText<WireForm::kBpchar, arrow::LargeStringArray>(),
    LimitedText<WireForm::kBpchar, arrow::StringViewArray>(),
    Values<Jsonb, arrow::StringArray>(),
    Values<Jsonb, arrow::LargeStringArray>(),
    Values<Jsonb, arrow::StringViewArray>(),
    Values<Bytes, arrow::BinaryArray>(),
    Values<Bytes, arrow::LargeBinaryArray>(),
    Values<Bytes, arrow::BinaryViewArray>(),
    Values<Bytes, arrow::FixedSizeBinaryArray>(),
    Values<Uuid, arrow::FixedSizeBinaryArray>(),
    Values<Bits, arrow::BinaryArray>(),
    Values<Bits, arrow::LargeBinaryArray>(),
    Values<Bits, arrow::BinaryViewArray>(),
    Values<HugeInteger<true>, arrow::FixedSizeBinaryArray>(),
    Values<HugeInteger<false>, arrow::FixedSizeBinaryArray>(),
    {Type::DATE32, WireForm::kDate, MakeDate32Writer},
    {Type::DATE64, WireForm::kDate, MakeDate64Writer},
    {Type::TIME32, WireForm::kTime, MakeTime32Writer},
    {Type::TIME64, WireForm::kTime, MakeTime64Writer},
    {Type::TIMESTAMP, WireForm::kTimestamp, MakeTimestampWriter},
    {Type::DURATION, WireForm::kInterval, MakeDurationWriter},
    {Type::INTERVAL_MONTHS, WireForm::kInterval, MakeMonthIntervalWriter},
    {Type::INTERVAL_DAY_TIME, WireForm::kInterval, MakeDayTimeIntervalWriter},
    {Type::INTERVAL_MONTH_DAY_NANO, WireForm::kInterval, MakeMonthDayNanoWriter},
    {Type::LIST, WireForm::kArray, MakeArrayWriter},
    {Type::LARGE_LIST, WireForm::kArray, MakeArrayWriter},
    {Type::LIST_VIEW, WireForm::kArray, MakeArrayWriter},
    {Type::LARGE_LIST_VIEW, WireForm::kArray, MakeArrayWriter},
    {Type::FIXED_SIZE_LIST, WireForm::kArray, MakeArrayWriter},
    {Type::MAP, WireForm::kArray, MakeArrayWriter},
    {Type::MAP, WireForm::kHstore, MakeHstoreWriter},
    {Type::LIST, WireForm::kMultirange, MakeMultirangeWriter},
    {Type::LARGE_LIST, WireForm::kMultirange, MakeMultirangeWriter},
    {Type::STRUCT, WireForm::kComposite, MakeCompositeWriter},
    {Type::STRUCT, WireForm::kRange, MakeRangeWriter},
};

const Entry* FindEntry(arrow::Type::type type, WireForm form) {
  const auto* found = std::ranges::find_if(
      kEntries, [&](const Entry& entry) { return entry.type == type && entry.form == form; });
  return found == std::end(kEntries) ? nullptr : found;
}

}  // namespace

bool HasWriter(arrow::Type::type type, WireForm form) { return FindEntry(type, form) != nullptr; }

MadeWriter MakeValueWriter(const arrow::DataType& type, const WireType& wire) {
  // NULLs, and types that only stand for another one, go out in any form.
  switch (type.id()) {
    case Type::NA:
      return std::make_unique<NullWriter>();
    case Type::DICTIONARY:
      return MakeDictionaryWriter(type, wire);
    case Type::RUN_END_ENCODED:
      return MakeRunEndEncodedWriter(type, wire);
    case Type::EXTENSION:
      return MakeExtensionWriter(type, wire);
    default:
      break;
  }
  const Entry* entry = FindEntry(type.id(), wire.form);
  if (entry == nullptr) {
    return Status::NotImplemented("there is no way to send values of type ", type.ToString(),
                                  " as that type");
  }
  return entry->make(type, wire);
}

}  // namespace quiver::postgres
