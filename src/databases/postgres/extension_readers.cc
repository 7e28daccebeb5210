#include "databases/postgres/extension_readers.h"

namespace quiver::postgres {
namespace {

using arrow::Status;
using ArrayResult = arrow::Result<std::shared_ptr<arrow::Array>>;

}  // namespace

HstoreReader::HstoreReader(std::shared_ptr<arrow::DataType> type, std::unique_ptr<ValueReader> keys,
                           std::unique_ptr<ValueReader> values)
    : type_(type), list_(std::move(type)), keys_(std::move(keys)), values_(std::move(values)) {}

Status HstoreReader::Read(Wire value) {
  WireCursor cursor(value, "hstore");
  int32_t count = 0;
  ARROW_RETURN_NOT_OK(cursor.Take(&count));
  if (count < 0) return Malformed("hstore");
  ARROW_RETURN_NOT_OK(keys_->Reserve(count));
  ARROW_RETURN_NOT_OK(values_->Reserve(count));
  std::optional<Wire> text;
  for (int32_t i = 0; i < count; ++i) {
    ARROW_RETURN_NOT_OK(cursor.TakeValue(&text));
    if (!text) return Malformed("hstore");
    ARROW_RETURN_NOT_OK(keys_->Read(*text));
    ARROW_RETURN_NOT_OK(cursor.TakeValue(&text));
    ARROW_RETURN_NOT_OK(values_->ReadOrNull(text));
  }
  ARROW_RETURN_NOT_OK(cursor.ExpectEnd());
  list_.Append(list_.elements() + count);
  return Status::OK();
}

Status HstoreReader::AppendNull() {
  list_.AppendNull();
  return Status::OK();
}

ArrayResult HstoreReader::Finish() {
  ARROW_ASSIGN_OR_RAISE(auto keys, keys_->Finish());
  ARROW_ASSIGN_OR_RAISE(auto values, values_->Finish());
  const auto& pairs = static_cast<const arrow::MapType&>(*type_).value_type();
  const int64_t length = keys->length();
  return list_.Finish(arrow::MakeArray(arrow::ArrayData::Make(
      pairs, length, {nullptr}, {keys->data(), values->data()}, /*null_count=*/0)));
}

VectorReader::VectorReader(std::shared_ptr<arrow::DataType> type)
    : type_(type),
      fixed_size_(type->id() == arrow::Type::FIXED_SIZE_LIST
                      ? static_cast<const arrow::FixedSizeListType&>(*type).list_size()
                      : -1),
      list_(std::move(type)),
      elements_(arrow::float32()) {}

Status VectorReader::Reserve(int64_t values) {
  return fixed_size_ >= 0 ? validity_.Reserve(values) : list_.Reserve(values);
}

Status VectorReader::Read(Wire value) {
  WireCursor cursor(value, "vector");
  int16_t size = 0;
  int16_t unused = 0;
  ARROW_RETURN_NOT_OK(cursor.Take(&size));
  ARROW_RETURN_NOT_OK(cursor.Take(&unused));
  const Wire floats = cursor.rest();
  if (size < 0 || floats.size() != size * sizeof(float)) return Malformed("vector");
  if (fixed_size_ >= 0 && size != fixed_size_) return Malformed("vector of its column's size");
  ARROW_RETURN_NOT_OK(elements_.Reserve(size));
  for (int16_t i = 0; i < size; ++i) {
    ARROW_RETURN_NOT_OK(elements_.Read(floats.subspan(i * sizeof(float), sizeof(float))));
  }
  if (fixed_size_ >= 0) {
    validity_.Append(true);
  } else {
    list_.Append(list_.elements() + size);
  }
  return Status::OK();
}

Status VectorReader::AppendNull() {
  if (fixed_size_ < 0) {
    list_.AppendNull();
    return Status::OK();
  }
  ARROW_RETURN_NOT_OK(elements_.Reserve(fixed_size_));
  for (int i = 0; i < fixed_size_; ++i) ARROW_RETURN_NOT_OK(elements_.AppendNull());
  validity_.Append(false);
  return Status::OK();
}

ArrayResult VectorReader::Finish() {
  ARROW_ASSIGN_OR_RAISE(auto elements, elements_.Finish());
  if (fixed_size_ < 0) return list_.Finish(std::move(elements));
  const int64_t length = validity_.length();
  const int64_t nulls = validity_.nulls();
  ARROW_ASSIGN_OR_RAISE(auto validity, validity_.Finish());
  return arrow::MakeArray(
      arrow::ArrayData::Make(type_, length, {std::move(validity)}, {elements->data()}, nulls));
}

}  // namespace quiver::postgres
