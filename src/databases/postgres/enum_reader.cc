#include "databases/postgres/enum_reader.h"

#include <utility>

#include <arrow/array/array_binary.h>

namespace quiver::postgres {
namespace {

using arrow::Status;
using ArrayResult = arrow::Result<std::shared_ptr<arrow::Array>>;

}  // namespace

EnumReader::EnumReader(std::shared_ptr<arrow::DataType> type, std::shared_ptr<arrow::Array> labels)
    : type_(std::move(type)), labels_(std::move(labels)) {
  const auto& texts = static_cast<const arrow::StringArray&>(*labels_);
  for (int64_t i = 0; i < texts.length(); ++i) {
    index_.emplace(texts.GetView(i), static_cast<int32_t>(i));
  }
}

Status EnumReader::Reserve(int64_t values) {
  ARROW_RETURN_NOT_OK(validity_.Reserve(values));
  return indices_.Reserve(values);
}

Status EnumReader::Read(Wire value) {
  const auto found = index_.find(AsText(value));
  if (found == index_.end()) {
    return Status::Invalid("the label '", AsText(value),
                           "', which the enum has got since; copy again");
  }
  validity_.Append(true);
  indices_.UnsafeAppend(found->second);
  return Status::OK();
}

Status EnumReader::AppendNull() {
  validity_.Append(false);
  indices_.UnsafeAppend(0);
  return Status::OK();
}

ArrayResult EnumReader::Finish() {
  const int64_t length = validity_.length();
  const int64_t nulls = validity_.nulls();
  ARROW_ASSIGN_OR_RAISE(auto validity, validity_.Finish());
  ARROW_ASSIGN_OR_RAISE(auto indices, indices_.Finish());
  auto data =
      arrow::ArrayData::Make(type_, length, {std::move(validity), std::move(indices)}, nulls);
  data->dictionary = labels_->data();
  return arrow::MakeArray(std::move(data));
}

}  // namespace quiver::postgres
