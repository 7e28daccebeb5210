#include "databases/postgres/bytes_readers.h"

namespace quiver::postgres {

arrow::Result<std::shared_ptr<arrow::Array>> BytesReader::Finish() {
  const int64_t length = validity_.length();
  const int64_t nulls = validity_.nulls();
  ARROW_ASSIGN_OR_RAISE(auto validity, validity_.Finish());
  if (length == 0) ARROW_RETURN_NOT_OK(Reserve(0));
  ARROW_ASSIGN_OR_RAISE(auto offsets, offsets_.Finish());
  ARROW_ASSIGN_OR_RAISE(auto bytes, bytes_.Finish());
  return arrow::MakeArray(arrow::ArrayData::Make(
      type_, length, {std::move(validity), std::move(offsets), std::move(bytes)}, nulls));
}

}  // namespace quiver::postgres
