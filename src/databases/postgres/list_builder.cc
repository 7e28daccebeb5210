#include "databases/postgres/list_builder.h"

namespace quiver::postgres {
namespace {

using arrow::Status;
using ArrayResult = arrow::Result<std::shared_ptr<arrow::Array>>;

}  // namespace

Status ListBuilder::Reserve(int64_t values) {
  ARROW_RETURN_NOT_OK(validity_.Reserve(values));
  ARROW_RETURN_NOT_OK(offsets_.Reserve(values + 1));
  if (offsets_.length() == 0) offsets_.UnsafeAppend(0);
  return Status::OK();
}

void ListBuilder::Append(int64_t end) {
  elements_ = end;
  validity_.Append(true);
  offsets_.UnsafeAppend(static_cast<int32_t>(elements_));
}

void ListBuilder::AppendNull() {
  validity_.Append(false);
  offsets_.UnsafeAppend(static_cast<int32_t>(elements_));
}

ArrayResult ListBuilder::Finish(std::shared_ptr<arrow::Array> elements) {
  const int64_t length = validity_.length();
  const int64_t nulls = validity_.nulls();
  if (length == 0) ARROW_RETURN_NOT_OK(Reserve(0));
  ARROW_ASSIGN_OR_RAISE(auto validity, validity_.Finish());
  ARROW_ASSIGN_OR_RAISE(auto offsets, offsets_.Finish());
  elements_ = 0;
  return arrow::MakeArray(arrow::ArrayData::Make(
      type_, length, {std::move(validity), std::move(offsets)}, {elements->data()}, nulls));
}

}  // namespace quiver::postgres
