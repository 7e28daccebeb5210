#include "databases/postgres/nested_readers.h"

#include <algorithm>
#include <utility>

#include <arrow/array/array_binary.h>
#include <arrow/array/array_nested.h>
#include <fmt/format.h>

namespace quiver::postgres {
namespace {

using arrow::Status;
using ArrayResult = arrow::Result<std::shared_ptr<arrow::Array>>;

Status ReadOrNull(ValueReader& reader, const std::optional<Wire>& value) {
  return value ? reader.Read(*value) : reader.AppendNull();
}

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

// --- Enums ---

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

// --- Lists ---

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

// --- Arrays ---

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
    ARROW_RETURN_NOT_OK(ReadOrNull(*element_, element));
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

// --- Composites ---

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
    ARROW_RETURN_NOT_OK(ReadOrNull(*attribute, part));
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

// --- Ranges ---

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
  ARROW_RETURN_NOT_OK(ReadOrNull(*lower_, range.lower));
  ARROW_RETURN_NOT_OK(ReadOrNull(*upper_, range.upper));
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
    ARROW_RETURN_NOT_OK(ReadOrNull(*range_, range));
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

// --- Types of extensions ---

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
    ARROW_RETURN_NOT_OK(ReadOrNull(*values_, text));
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
