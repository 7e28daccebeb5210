#include "databases/postgres/array_reader.h"

#include <fmt/format.h>

namespace quiver::postgres {
namespace {

using arrow::Status;
using ArrayResult = arrow::Result<std::shared_ptr<arrow::Array>>;

// What stands before an array's elements.
struct ArrayHeader {
  Status Parse(WireCursor* cursor) {
    int32_t has_nulls = 0;
    uint32_t element = 0;
    ARROW_RETURN_NOT_OK(cursor->Take(&dimensions));
    ARROW_RETURN_NOT_OK(cursor->Take(&has_nulls));
    ARROW_RETURN_NOT_OK(cursor->Take(&element));
    if (dimensions == 0) return Status::OK();
    ARROW_RETURN_NOT_OK(cursor->Take(&size));
    ARROW_RETURN_NOT_OK(cursor->Take(&lower_bound));
    if (dimensions < 0 || size < 0) return Malformed("array");
    return Status::OK();
  }

  Status Fits() const {
    constexpr char kChoice[] =
        "--arrays text, or --on-type-mismatch text (the column as text), null or quarantine";
    if (dimensions > 1) {
      return Misfit(
          fmt::format("an array of {} dimensions, which a list does not hold", dimensions),
          kChoice);
    }
    if (dimensions == 1 && lower_bound != 1) {
      return Misfit(
          fmt::format("an array whose first index is {}, which a list does not hold", lower_bound),
          kChoice);
    }
    return Status::OK();
  }

  int32_t dimensions = 0;
  int32_t size = 0;
  int32_t lower_bound = 1;
};

}  // namespace

ArrayReader::ArrayReader(const std::shared_ptr<arrow::DataType>& type,
                         std::unique_ptr<ValueReader> element)
    : list_(type), element_(std::move(element)) {}

Status ArrayReader::Read(Wire value) {
  WireCursor cursor(value, "array");
  ArrayHeader header;
  ARROW_RETURN_NOT_OK(header.Parse(&cursor));
  ARROW_RETURN_NOT_OK(header.Fits());
  ARROW_RETURN_NOT_OK(element_->Reserve(header.size));
  std::optional<Wire> element;
  for (int32_t i = 0; i < header.size; ++i) {
    ARROW_RETURN_NOT_OK(cursor.TakeValue(&element));
    ARROW_RETURN_NOT_OK(element_->ReadOrNull(element));
  }
  ARROW_RETURN_NOT_OK(cursor.ExpectEnd());
  list_.Append(list_.elements() + header.size);
  return Status::OK();
}

Status ArrayReader::AppendNull() {
  list_.AppendNull();
  return Status::OK();
}

Status ArrayReader::Check(Wire value) {
  WireCursor cursor(value, "array");
  ArrayHeader header;
  ARROW_RETURN_NOT_OK(header.Parse(&cursor));
  ARROW_RETURN_NOT_OK(header.Fits());
  if (!element_->fallible()) return Status::OK();
  std::optional<Wire> element;
  for (int32_t i = 0; i < header.size; ++i) {
    ARROW_RETURN_NOT_OK(cursor.TakeValue(&element));
    if (element) ARROW_RETURN_NOT_OK(element_->Check(*element));
  }
  return cursor.ExpectEnd();
}

ArrayResult ArrayReader::Finish() {
  ARROW_ASSIGN_OR_RAISE(auto elements, element_->Finish());
  return list_.Finish(std::move(elements));
}

}  // namespace quiver::postgres
