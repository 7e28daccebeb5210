#include "databases/postgres/composite_reader.h"

#include <algorithm>
#include <utility>

namespace quiver::postgres {
namespace {

using arrow::Status;
using ArrayResult = arrow::Result<std::shared_ptr<arrow::Array>>;

}  // namespace

CompositeReader::CompositeReader(std::shared_ptr<arrow::DataType> type, ValueReaders attributes)
    : type_(std::move(type)), attributes_(std::move(attributes)) {}

Status CompositeReader::Reserve(int64_t values) {
  for (const auto& attribute : attributes_) ARROW_RETURN_NOT_OK(attribute->Reserve(values));
  return validity_.Reserve(values);
}

Status CompositeReader::Read(Wire value) {
  WireCursor cursor(value, "composite");
  int32_t count = 0;
  ARROW_RETURN_NOT_OK(cursor.Take(&count));
  if (count != static_cast<int32_t>(attributes_.size())) return Malformed("composite");
  std::optional<Wire> part;
  for (const auto& attribute : attributes_) {
    uint32_t type = 0;
    ARROW_RETURN_NOT_OK(cursor.Take(&type));
    ARROW_RETURN_NOT_OK(cursor.TakeValue(&part));
    ARROW_RETURN_NOT_OK(attribute->ReadOrNull(part));
  }
  ARROW_RETURN_NOT_OK(cursor.ExpectEnd());
  validity_.Append(true);
  return Status::OK();
}

Status CompositeReader::AppendNull() {
  for (const auto& attribute : attributes_) ARROW_RETURN_NOT_OK(attribute->AppendNull());
  validity_.Append(false);
  return Status::OK();
}

bool CompositeReader::fallible() const {
  return std::ranges::any_of(attributes_, [](const auto& reader) { return reader->fallible(); });
}

Status CompositeReader::Check(Wire value) {
  WireCursor cursor(value, "composite");
  int32_t count = 0;
  ARROW_RETURN_NOT_OK(cursor.Take(&count));
  if (count != static_cast<int32_t>(attributes_.size())) return Malformed("composite");
  std::optional<Wire> part;
  for (const auto& attribute : attributes_) {
    uint32_t type = 0;
    ARROW_RETURN_NOT_OK(cursor.Take(&type));
    ARROW_RETURN_NOT_OK(cursor.TakeValue(&part));
    if (part && attribute->fallible()) ARROW_RETURN_NOT_OK(attribute->Check(*part));
  }
  return cursor.ExpectEnd();
}

ArrayResult CompositeReader::Finish() {
  const int64_t length = validity_.length();
  const int64_t nulls = validity_.nulls();
  ARROW_ASSIGN_OR_RAISE(auto validity, validity_.Finish());
  std::vector<std::shared_ptr<arrow::ArrayData>> children;
  for (const auto& attribute : attributes_) {
    ARROW_ASSIGN_OR_RAISE(auto child, attribute->Finish());
    children.push_back(child->data());
  }
  return arrow::MakeArray(
      arrow::ArrayData::Make(type_, length, {std::move(validity)}, std::move(children), nulls));
}

}  // namespace quiver::postgres
