#include "formats/csv/column_converter.h"

#include <string>
#include <utility>

#include <arrow/array/builder_binary.h>
#include <arrow/array/builder_primitive.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include "formats/csv/built_converter.h"
#include "formats/csv/fixed_width_converter.h"
#include "formats/csv/text_converter.h"
#include "formats/csv/value_parsers.h"

namespace quiver::csv {
namespace {

using ConverterResult = arrow::Result<std::unique_ptr<ColumnConverter>>;
using TypePointer = std::shared_ptr<arrow::DataType>;

struct BoolAdder {
  static constexpr bool kEmptyIsValue = false;
  arrow::Result<bool> Add(arrow::BooleanBuilder* builder, std::string_view text) const {
    if (text != "true" && text != "false") return false;
    ARROW_RETURN_NOT_OK(builder->Append(text == "true"));
    return true;
  }
};

struct LargeTextAdder {
  static constexpr bool kEmptyIsValue = true;
  arrow::Result<bool> Add(arrow::LargeStringBuilder* builder, std::string_view text) const {
    ARROW_RETURN_NOT_OK(builder->Append(text));
    return true;
  }
};

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// \x and hexadecimal digits, as the writer has them.
template <typename Builder>
struct BinaryAdder {
  static constexpr bool kEmptyIsValue = false;
  arrow::Result<bool> Add(Builder* builder, std::string_view text) const {
    if (!text.starts_with("\\x") || text.size() % 2 != 0) return false;
    std::string bytes(text.size() / 2 - 1, '\0');
    for (size_t i = 0; i < bytes.size(); ++i) {
      const int high = HexDigit(text[2 + 2 * i]);
      const int low = HexDigit(text[3 + 2 * i]);
      if (high < 0 || low < 0) return false;
      bytes[i] = static_cast<char>(high << 4 | low);
    }
    ARROW_RETURN_NOT_OK(builder->Append(bytes));
    return true;
  }
};

/// A column of no type but NULL: any value is a misfit.
struct NothingAdder {
  static constexpr bool kEmptyIsValue = false;
  arrow::Result<bool> Add(arrow::NullBuilder*, std::string_view) const { return false; }
};

template <typename Parser>
ConverterResult Fixed(const TypePointer& type, const NullTexts& nulls, Parser parser) {
  return std::make_unique<FixedWidthConverter<Parser>>(type, nulls, std::move(parser));
}

template <typename Builder, typename Adder>
ConverterResult Built(const NullTexts& nulls, Adder adder) {
  return std::make_unique<BuiltConverter<Builder, Adder>>(std::make_unique<Builder>(), nulls,
                                                          std::move(adder));
}

}  // namespace

ConverterResult ColumnConverter::Make(const TypePointer& type, const NullTexts& nulls, bool asked) {
  switch (type->id()) {
    case arrow::Type::NA:
      return Built<arrow::NullBuilder>(nulls, NothingAdder());
    case arrow::Type::BOOL:
      return Built<arrow::BooleanBuilder>(nulls, BoolAdder());
    case arrow::Type::INT8:
      return Fixed(type, nulls, AskedIntegerParser<int8_t>());
    case arrow::Type::INT16:
      return Fixed(type, nulls, AskedIntegerParser<int16_t>());
    case arrow::Type::INT32:
      return Fixed(type, nulls, AskedIntegerParser<int32_t>());
    case arrow::Type::INT64:
      return asked ? Fixed(type, nulls, AskedIntegerParser<int64_t>())
                   : Fixed(type, nulls, Int64Parser());
    case arrow::Type::UINT8:
      return Fixed(type, nulls, AskedIntegerParser<uint8_t>());
    case arrow::Type::UINT16:
      return Fixed(type, nulls, AskedIntegerParser<uint16_t>());
    case arrow::Type::UINT32:
      return Fixed(type, nulls, AskedIntegerParser<uint32_t>());
    case arrow::Type::UINT64:
      return Fixed(type, nulls, AskedIntegerParser<uint64_t>());
    case arrow::Type::FLOAT:
      return Fixed(type, nulls, AskedFloatParser<float>());
    case arrow::Type::DOUBLE:
      return asked ? Fixed(type, nulls, AskedFloatParser<double>())
                   : Fixed(type, nulls, DoubleParser());
    case arrow::Type::DECIMAL128:
      return Fixed(type, nulls,
                   DecimalParser<arrow::Decimal128>(static_cast<const arrow::DecimalType&>(*type)));
    case arrow::Type::DECIMAL256:
      return Fixed(type, nulls,
                   DecimalParser<arrow::Decimal256>(static_cast<const arrow::DecimalType&>(*type)));
    case arrow::Type::DATE32:
      return Fixed(type, nulls, DateParser());
    case arrow::Type::DATE64:
      return Fixed(type, nulls, Date64Parser());
    case arrow::Type::TIME32:
      return Fixed(type, nulls,
                   TimeParser<int32_t>(static_cast<const arrow::TimeType&>(*type).unit()));
    case arrow::Type::TIME64:
      return Fixed(type, nulls,
                   TimeParser<int64_t>(static_cast<const arrow::TimeType&>(*type).unit()));
    case arrow::Type::TIMESTAMP:
      return Fixed(type, nulls, TimestampParser(static_cast<const arrow::TimestampType&>(*type)));
    case arrow::Type::STRING:
      return std::make_unique<TextConverter>(nulls, false);
    case arrow::Type::LARGE_STRING:
      return Built<arrow::LargeStringBuilder>(nulls, LargeTextAdder());
    case arrow::Type::BINARY:
      return Built<arrow::BinaryBuilder>(nulls, BinaryAdder<arrow::BinaryBuilder>());
    case arrow::Type::LARGE_BINARY:
      return Built<arrow::LargeBinaryBuilder>(nulls, BinaryAdder<arrow::LargeBinaryBuilder>());
    default:
      return arrow::Status::NotImplemented(
          fmt::format("a CSV field can't be read as {}", type->ToString()));
  }
}

std::unique_ptr<ColumnConverter> ColumnConverter::MakeForNoValues(const NullTexts& nulls) {
  return std::make_unique<TextConverter>(nulls, true);
}

int64_t FixedBytes(const arrow::DataType& type) {
  const int32_t width = type.byte_width();
  constexpr int64_t kOfText = 4;
  return width > 0 ? width : kOfText;
}

}  // namespace quiver::csv
