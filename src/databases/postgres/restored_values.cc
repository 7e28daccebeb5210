#include "databases/postgres/restored_values.h"

#include <array>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <arrow/builder.h>
#include <arrow/type_traits.h>
#include <arrow/util/decimal.h>
#include <fmt/format.h>

#include "databases/postgres/arrow_form.h"

namespace quiver::postgres {
namespace {

constexpr int kHugeBytes = 16;

bool IsInteger(const arrow::Field& field) {
  const std::string extension = ExtensionName(field);
  return arrow::is_integer(PlainType(field.type())->id()) || extension == "duckdb.hugeint" ||
         extension == "duckdb.uhugeint";
}

arrow::Decimal256 ValueOf(const arrow::Array& array, int64_t row) {
  if (array.type_id() == arrow::Type::DECIMAL128) {
    const auto& decimals = static_cast<const arrow::Decimal128Array&>(array);
    return arrow::Decimal256(arrow::Decimal128(decimals.GetValue(row)));
  }
  return arrow::Decimal256(static_cast<const arrow::Decimal256Array&>(array).GetValue(row));
}

/// Whole numbers, however many zeros there are behind the point, in two's complement.
arrow::Result<std::array<uint8_t, kHugeBytes>> LowBytes(const arrow::Array& array, int64_t row,
                                                        int width) {
  const int32_t scale = static_cast<const arrow::DecimalType&>(*array.type()).scale();
  ARROW_ASSIGN_OR_RAISE(const arrow::Decimal256 whole, ValueOf(array, row).Rescale(scale, 0));
  std::array<uint8_t, arrow::Decimal256Type::kByteWidth> bytes;
  whole.ToBytes(bytes.data());
  for (size_t i = width; i < bytes.size(); ++i) {
    // What is cut off is nothing but the sign.
    if (bytes[i] == 0 || (bytes[i] == 0xff && whole < arrow::Decimal256(0))) continue;
    return arrow::Status::Invalid(whole.ToIntegerString(), " does not fit its type");
  }
  std::array<uint8_t, kHugeBytes> low;
  std::memcpy(low.data(), bytes.data(), low.size());
  return low;
}

arrow::Result<std::shared_ptr<arrow::Array>> RestoreIntegers(
    const arrow::Array& array, const std::shared_ptr<arrow::DataType>& type) {
  const int width = static_cast<const arrow::FixedWidthType&>(*type).bit_width() / 8;
  arrow::FixedSizeBinaryBuilder builder(arrow::fixed_size_binary(width));
  ARROW_RETURN_NOT_OK(builder.Reserve(array.length()));
  for (int64_t row = 0; row < array.length(); ++row) {
    if (array.IsNull(row)) {
      ARROW_RETURN_NOT_OK(builder.AppendNull());
      continue;
    }
    ARROW_ASSIGN_OR_RAISE(const auto bytes, LowBytes(array, row, width));
    ARROW_RETURN_NOT_OK(builder.Append(bytes.data()));
  }
  ARROW_ASSIGN_OR_RAISE(const auto built, builder.Finish());
  const auto data = built->data()->Copy();
  data->type = type;
  return arrow::MakeArray(data);
}

/// A bit string as DuckDB has it: how many bits of the next byte are padding, then the bits behind
/// that padding, which is set.
std::string BitsOf(std::string_view digits) {
  constexpr size_t kBitsPerByte = 8;
  const size_t bytes = (digits.size() + kBitsPerByte - 1) / kBitsPerByte;
  const size_t padding = bytes * kBitsPerByte - digits.size();
  std::string bits(1 + bytes, '\0');
  bits[0] = static_cast<char>(padding);
  for (size_t i = 0; i < bytes * kBitsPerByte; ++i) {
    const bool set = i < padding || digits[i - padding] == '1';
    if (set) bits[1 + i / kBitsPerByte] |= static_cast<char>(0x80 >> (i % kBitsPerByte));
  }
  return bits;
}

arrow::Result<std::shared_ptr<arrow::Array>> RestoreBits(const arrow::StringArray& array) {
  arrow::BinaryBuilder builder;
  for (int64_t row = 0; row < array.length(); ++row) {
    ARROW_RETURN_NOT_OK(array.IsNull(row) ? builder.AppendNull()
                                          : builder.Append(BitsOf(array.GetView(row))));
  }
  return builder.Finish();
}

/// The same type with other children.
std::shared_ptr<arrow::DataType> WithChildren(const arrow::DataType& type,
                                              const arrow::FieldVector& children) {
  if (type.id() == arrow::Type::LIST) return arrow::list(children[0]);
  return arrow::struct_(children);
}

}  // namespace

std::shared_ptr<arrow::DataType> RestoredType(const arrow::Field& written,
                                              const std::shared_ptr<arrow::DataType>& read) {
  const auto& plain = PlainType(written.type());
  if (ExtensionName(written) == "duckdb.bit" && read->id() == arrow::Type::STRING) {
    return arrow::binary();
  }
  if (arrow::is_decimal(read->id()) && IsInteger(written)) return plain;
  const bool nested = read->id() == arrow::Type::LIST || read->id() == arrow::Type::STRUCT;
  if (!nested || read->num_fields() != plain->num_fields()) return read;
  arrow::FieldVector children;
  bool changed = false;
  for (int i = 0; i < read->num_fields(); ++i) {
    const auto child = RestoredType(*plain->field(i), read->field(i)->type());
    changed |= child != read->field(i)->type();
    children.push_back(read->field(i)->WithType(child));
  }
  return changed ? WithChildren(*read, children) : read;
}

arrow::Result<std::shared_ptr<arrow::Array>> Restore(const std::shared_ptr<arrow::Array>& array,
                                                     const std::shared_ptr<arrow::DataType>& type) {
  if (array->type() == type || array->type()->Equals(*type)) return array;
  if (arrow::is_decimal(array->type_id())) return RestoreIntegers(*array, type);
  if (array->type_id() == arrow::Type::STRING) {
    return RestoreBits(static_cast<const arrow::StringArray&>(*array));
  }
  auto data = array->data()->Copy();
  for (int i = 0; i < type->num_fields(); ++i) {
    ARROW_ASSIGN_OR_RAISE(const auto child, Restore(arrow::MakeArray(array->data()->child_data[i]),
                                                    type->field(i)->type()));
    data->child_data[i] = child->data();
  }
  data->type = type;
  return arrow::MakeArray(data);
}

}  // namespace quiver::postgres
