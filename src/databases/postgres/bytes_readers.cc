#include "databases/postgres/bytes_readers.h"

#include <arrow/util/utf8.h>

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

arrow::Status UncheckedTextReader::Read(Wire value) {
  ARROW_RETURN_NOT_OK(Check(value));
  return BytesReader::Read(value);
}

arrow::Status UncheckedTextReader::Check(Wire value) {
  static const bool initialized = (arrow::util::InitializeUTF8(), true);
  if (initialized && arrow::util::ValidateUTF8(value.data(), static_cast<int64_t>(value.size()))) {
    return arrow::Status::OK();
  }
  return Misfit("text that is not UTF-8 (the database's encoding is SQL_ASCII)",
                "--on-type-mismatch null or quarantine, or correct it");
}

}  // namespace quiver::postgres
