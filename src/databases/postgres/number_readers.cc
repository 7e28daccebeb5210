#include "databases/postgres/number_readers.h"

#include <arrow/extension/uuid.h>

namespace quiver::postgres {

arrow::Result<std::shared_ptr<arrow::Array>> BooleanReader::Finish() {
  const int64_t length = validity_.length();
  const int64_t nulls = validity_.nulls();
  ARROW_ASSIGN_OR_RAISE(auto validity, validity_.Finish());
  ARROW_ASSIGN_OR_RAISE(auto values, values_.Finish());
  return arrow::MakeArray(arrow::ArrayData::Make(arrow::boolean(), length,
                                                 {std::move(validity), std::move(values)}, nulls));
}

arrow::Result<std::shared_ptr<arrow::Array>> UuidReader::Finish() {
  const int64_t length = validity_.length();
  const int64_t nulls = validity_.nulls();
  ARROW_ASSIGN_OR_RAISE(auto validity, validity_.Finish());
  ARROW_ASSIGN_OR_RAISE(auto bytes, bytes_.Finish());
  return arrow::MakeArray(arrow::ArrayData::Make(arrow::extension::uuid(), length,
                                                 {std::move(validity), std::move(bytes)}, nulls));
}

}  // namespace quiver::postgres
