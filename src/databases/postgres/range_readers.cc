#include "databases/postgres/range_readers.h"

namespace quiver::postgres {
namespace {

using arrow::Status;
using ArrayResult = arrow::Result<std::shared_ptr<arrow::Array>>;

// The flags of a range, as PostgreSQL's rangetypes.h names them.
enum RangeFlag : uint8_t {
  kEmpty = 0x01,
  kLowerInclusive = 0x02,
  kUpperInclusive = 0x04,
  kLowerInfinite = 0x08,
  kUpperInfinite = 0x10,
};

struct RangeParts {
  Status Parse(Wire value) {
    WireCursor cursor(value, "range");
    ARROW_RETURN_NOT_OK(cursor.Take(&flags));
    if ((flags & (kEmpty | kLowerInfinite)) == 0) ARROW_RETURN_NOT_OK(cursor.TakeValue(&lower));
    if ((flags & (kEmpty | kUpperInfinite)) == 0) ARROW_RETURN_NOT_OK(cursor.TakeValue(&upper));
    return cursor.ExpectEnd();
  }

  uint8_t flags = 0;
  std::optional<Wire> lower;
  std::optional<Wire> upper;
};

}  // namespace

RangeReader::RangeReader(std::shared_ptr<arrow::DataType> type, std::unique_ptr<ValueReader> lower,
                         std::unique_ptr<ValueReader> upper)
    : type_(std::move(type)), lower_(std::move(lower)), upper_(std::move(upper)) {}

Status RangeReader::Reserve(int64_t values) {
  for (ValueReader* part :
       {lower_.get(), upper_.get(), static_cast<ValueReader*>(&lower_inclusive_),
        static_cast<ValueReader*>(&upper_inclusive_), static_cast<ValueReader*>(&empty_)}) {
    ARROW_RETURN_NOT_OK(part->Reserve(values));
  }
  return validity_.Reserve(values);
}

Status RangeReader::Read(Wire value) {
  RangeParts range;
  ARROW_RETURN_NOT_OK(range.Parse(value));
  ARROW_RETURN_NOT_OK(lower_->ReadOrNull(range.lower));
  ARROW_RETURN_NOT_OK(upper_->ReadOrNull(range.upper));
  const auto append = [](BooleanReader* to, bool flag) {
    const uint8_t byte = flag ? 1 : 0;
    return to->Read(Wire(&byte, 1));
  };
  ARROW_RETURN_NOT_OK(append(&lower_inclusive_, (range.flags & kLowerInclusive) != 0));
  ARROW_RETURN_NOT_OK(append(&upper_inclusive_, (range.flags & kUpperInclusive) != 0));
  ARROW_RETURN_NOT_OK(append(&empty_, (range.flags & kEmpty) != 0));
  validity_.Append(true);
  return Status::OK();
}

Status RangeReader::AppendNull() {
  ARROW_RETURN_NOT_OK(lower_->AppendNull());
  ARROW_RETURN_NOT_OK(upper_->AppendNull());
  ARROW_RETURN_NOT_OK(lower_inclusive_.AppendNull());
  ARROW_RETURN_NOT_OK(upper_inclusive_.AppendNull());
  ARROW_RETURN_NOT_OK(empty_.AppendNull());
  validity_.Append(false);
  return Status::OK();
}

Status RangeReader::Check(Wire value) {
  RangeParts range;
  ARROW_RETURN_NOT_OK(range.Parse(value));
  if (range.lower) ARROW_RETURN_NOT_OK(lower_->Check(*range.lower));
  if (range.upper) ARROW_RETURN_NOT_OK(upper_->Check(*range.upper));
  return Status::OK();
}

ArrayResult RangeReader::Finish() {
  const int64_t length = validity_.length();
  const int64_t nulls = validity_.nulls();
  ARROW_ASSIGN_OR_RAISE(auto validity, validity_.Finish());
  std::vector<std::shared_ptr<arrow::ArrayData>> children;
  for (ValueReader* part :
       {lower_.get(), upper_.get(), static_cast<ValueReader*>(&lower_inclusive_),
        static_cast<ValueReader*>(&upper_inclusive_), static_cast<ValueReader*>(&empty_)}) {
    ARROW_ASSIGN_OR_RAISE(auto child, part->Finish());
    children.push_back(child->data());
  }
  return arrow::MakeArray(
      arrow::ArrayData::Make(type_, length, {std::move(validity)}, std::move(children), nulls));
}

Status MultirangeReader::Read(Wire value) {
  WireCursor cursor(value, "multirange");
  int32_t count = 0;
  ARROW_RETURN_NOT_OK(cursor.Take(&count));
  if (count < 0) return Malformed("multirange");
  ARROW_RETURN_NOT_OK(range_->Reserve(count));
  std::optional<Wire> range;
  for (int32_t i = 0; i < count; ++i) {
    ARROW_RETURN_NOT_OK(cursor.TakeValue(&range));
    ARROW_RETURN_NOT_OK(range_->ReadOrNull(range));
  }
  ARROW_RETURN_NOT_OK(cursor.ExpectEnd());
  list_.Append(list_.elements() + count);
  return Status::OK();
}

Status MultirangeReader::AppendNull() {
  list_.AppendNull();
  return Status::OK();
}

Status MultirangeReader::Check(Wire value) {
  WireCursor cursor(value, "multirange");
  int32_t count = 0;
  ARROW_RETURN_NOT_OK(cursor.Take(&count));
  std::optional<Wire> range;
  for (int32_t i = 0; i < count; ++i) {
    ARROW_RETURN_NOT_OK(cursor.TakeValue(&range));
    if (range) ARROW_RETURN_NOT_OK(range_->Check(*range));
  }
  return cursor.ExpectEnd();
}

ArrayResult MultirangeReader::Finish() {
  ARROW_ASSIGN_OR_RAISE(auto ranges, range_->Finish());
  return list_.Finish(std::move(ranges));
}

}  // namespace quiver::postgres
