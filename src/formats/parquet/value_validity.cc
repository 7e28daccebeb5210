#include "formats/parquet/value_validity.h"

#include <arrow/array.h>
#include <arrow/extension_type.h>
#include <arrow/type.h>
#include <arrow/type_traits.h>
#include <arrow/util/utf8.h>

namespace quiver::parquet_format {
namespace {

using arrow::Type;

bool IsContinuation(uint8_t byte) { return (byte & 0xC0) == 0x80; }

/// All bytes at once are checked several times faster than value by value; then only a character
/// that is cut in two by the border of values can be wrong.
template <typename ArrayType>
bool IsText(const ArrayType& text) {
  if (text.length() == 0) return true;
  const uint8_t* data = text.raw_data();
  const int64_t begin = text.value_offset(0);
  const int64_t end = text.value_offset(text.length());
  if (begin == end) return true;
  if (!arrow::util::ValidateUTF8(data + begin, end - begin)) return false;
  for (int64_t i = 0; i < text.length(); ++i) {
    const int64_t first = text.value_offset(i);
    if (first < end && IsContinuation(data[first])) return false;
  }
  return true;
}

template <typename ArrayType>
arrow::Status CheckText(const ArrayType& text) {
  if (IsText(text)) return arrow::Status::OK();
  for (int64_t i = 0; i < text.length(); ++i) {
    if (text.IsValid(i) && !arrow::util::ValidateUTF8(text.GetView(i))) {
      return arrow::Status::Invalid("value ", i, " of a batch is not UTF-8; it can't be text");
    }
  }
  return arrow::Status::OK();
}

bool MayBeWrong(const arrow::DataType& type) {
  if (arrow::is_base_binary_like(type.id()) || arrow::is_binary_view_like(type.id()) ||
      type.id() == Type::DICTIONARY) {
    return true;
  }
  if (type.id() == Type::EXTENSION) {
    return MayBeWrong(*static_cast<const arrow::ExtensionType&>(type).storage_type());
  }
  for (const auto& field : type.fields()) {
    if (MayBeWrong(*field->type())) return true;
  }
  return false;
}

arrow::Status CheckArray(const arrow::Array& values) {
  switch (values.type_id()) {
    case Type::STRING:
      return CheckText(static_cast<const arrow::StringArray&>(values));
    case Type::LARGE_STRING:
      return CheckText(static_cast<const arrow::LargeStringArray&>(values));
    case Type::BINARY:
    case Type::LARGE_BINARY:
      return arrow::Status::OK();
    default:
      return MayBeWrong(*values.type()) ? values.ValidateFull() : arrow::Status::OK();
  }
}

}  // namespace

arrow::Status CheckValues(const arrow::ChunkedArray& values) {
  for (const auto& chunk : values.chunks()) ARROW_RETURN_NOT_OK(CheckArray(*chunk));
  return arrow::Status::OK();
}

}  // namespace quiver::parquet_format
