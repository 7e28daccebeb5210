#include "databases/postgres/nested_writers.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include <arrow/array/array_run_end.h>
#include <arrow/extension_type.h>
#include <arrow/util/ree_util.h>

#include "databases/postgres/array_writer.h"

namespace quiver::postgres {
namespace {

using arrow::Status;

Status TooLong() {
  return Status::Invalid("is longer than 2147483647 bytes, which is more than PostgreSQL takes");
}

Status EndValue(size_t begin, WireBuffer* out) {
  return out->EndValue(begin) ? Status::OK() : TooLong();
}

Status CheckLength(int64_t length) {
  if (length <= std::numeric_limits<int32_t>::max()) return Status::OK();
  return Status::Invalid("has more than 2147483647 elements");
}

/// array_recv: dimensions, whether there are NULLs, the type of elements, length and first index of
/// each dimension, elements.
template <typename ListArray>
class ListWriter final : public ArrayWriter<ListArray> {
 public:
  static MadeWriter Make(const arrow::DataType& type, const WireType& wire) {
    auto writer = std::make_unique<ListWriter>();
    ARROW_ASSIGN_OR_RAISE(
        writer->elements_,
        MakeValueWriter(*static_cast<const arrow::BaseListType&>(type).value_type(),
                        wire.children[0]));
    writer->element_oid_ = wire.children[0].oid;
    return writer;
  }

 protected:
  Status BindChildren(const ListArray& array) override {
    has_nulls_ = array.values()->null_count() > 0;
    return elements_->Bind(array.values());
  }

  Status WriteValue(const ListArray& array, int64_t row, WireBuffer* out) override {
    const int64_t begin = array.value_offset(row);
    const int64_t length = array.value_length(row);
    ARROW_RETURN_NOT_OK(CheckLength(length));
    const size_t value = out->BeginValue();
    out->PutInt32(length == 0 ? 0 : 1);
    out->PutInt32(has_nulls_ ? 1 : 0);
    out->PutInt32(static_cast<int32_t>(element_oid_));
    if (length > 0) {
      out->PutInt32(static_cast<int32_t>(length));
      out->PutInt32(1);
    }
    for (int64_t i = begin; i < begin + length; ++i) {
      ARROW_RETURN_NOT_OK(elements_->Write(i, out));
    }
    return EndValue(value, out);
  }

 private:
  std::unique_ptr<ValueWriter> elements_;
  uint32_t element_oid_ = 0;
  bool has_nulls_ = false;
};

/// multirange_recv: how many, ranges.
template <typename ListArray>
class MultirangeWriter final : public ArrayWriter<ListArray> {
 public:
  static MadeWriter Make(const arrow::DataType& type, const WireType& wire) {
    auto writer = std::make_unique<MultirangeWriter>();
    ARROW_ASSIGN_OR_RAISE(
        writer->ranges_,
        MakeValueWriter(*static_cast<const arrow::BaseListType&>(type).value_type(),
                        wire.children[0]));
    return writer;
  }

 protected:
  Status BindChildren(const ListArray& array) override { return ranges_->Bind(array.values()); }

  Status WriteValue(const ListArray& array, int64_t row, WireBuffer* out) override {
    const int64_t begin = array.value_offset(row);
    const int64_t length = array.value_length(row);
    ARROW_RETURN_NOT_OK(CheckLength(length));
    const size_t value = out->BeginValue();
    out->PutInt32(static_cast<int32_t>(length));
    for (int64_t i = begin; i < begin + length; ++i) {
      if (array.values()->IsNull(i)) return Status::Invalid("has a NULL among its ranges");
      ARROW_RETURN_NOT_OK(ranges_->Write(i, out));
    }
    return EndValue(value, out);
  }

 private:
  std::unique_ptr<ValueWriter> ranges_;
};

/// hstore_recv: how many, keys and values. It keeps one entry of each key, whichever.
class HstoreWriter final : public ArrayWriter<arrow::MapArray> {
 public:
  static MadeWriter Make(const arrow::DataType& type, const WireType& wire) {
    const auto& map = static_cast<const arrow::MapType&>(type);
    if (map.key_type()->id() != arrow::Type::STRING) {
      return Status::NotImplemented("an hstore's keys are utf8");
    }
    auto writer = std::make_unique<HstoreWriter>();
    ARROW_ASSIGN_OR_RAISE(writer->keys_, MakeValueWriter(*map.key_type(), wire.children[0]));
    ARROW_ASSIGN_OR_RAISE(writer->items_, MakeValueWriter(*map.item_type(), wire.children[1]));
    return writer;
  }

 protected:
  Status BindChildren(const arrow::MapArray& array) override {
    ARROW_RETURN_NOT_OK(keys_->Bind(array.keys()));
    return items_->Bind(array.items());
  }

  Status WriteValue(const arrow::MapArray& array, int64_t row, WireBuffer* out) override {
    const int64_t begin = array.value_offset(row);
    const int64_t length = array.value_length(row);
    ARROW_RETURN_NOT_OK(CheckKeysDiffer(array, begin, length));
    const size_t value = out->BeginValue();
    out->PutInt32(static_cast<int32_t>(length));
    for (int64_t i = begin; i < begin + length; ++i) {
      ARROW_RETURN_NOT_OK(keys_->Write(i, out));
      ARROW_RETURN_NOT_OK(items_->Write(i, out));
    }
    return EndValue(value, out);
  }

 private:
  Status CheckKeysDiffer(const arrow::MapArray& array, int64_t begin, int64_t length) {
    const auto& keys = static_cast<const arrow::StringArray&>(*array.keys());
    sorted_keys_.clear();
    for (int64_t i = begin; i < begin + length; ++i) sorted_keys_.push_back(keys.GetView(i));
    std::ranges::sort(sorted_keys_);
    if (std::ranges::adjacent_find(sorted_keys_) == sorted_keys_.end()) return Status::OK();
    return Status::Invalid("has a key twice, which an hstore can't hold");
  }

  std::unique_ptr<ValueWriter> keys_;
  std::unique_ptr<ValueWriter> items_;
  std::vector<std::string_view> sorted_keys_;
};

/// record_recv: how many, then the type and the value of each.
class CompositeWriter final : public ArrayWriter<arrow::StructArray> {
 public:
  static MadeWriter Make(const arrow::DataType& type, const WireType& wire) {
    auto writer = std::make_unique<CompositeWriter>();
    for (int i = 0; i < type.num_fields(); ++i) {
      Member& member = writer->members_.emplace_back();
      member.oid = wire.children[i].oid;
      ARROW_ASSIGN_OR_RAISE(member.values,
                            MakeValueWriter(*type.field(i)->type(), wire.children[i]));
    }
    return writer;
  }

 protected:
  Status BindChildren(const arrow::StructArray& array) override {
    for (size_t i = 0; i < members_.size(); ++i) {
      ARROW_RETURN_NOT_OK(members_[i].values->Bind(array.field(static_cast<int>(i))));
    }
    return Status::OK();
  }

  Status WriteValue(const arrow::StructArray&, int64_t row, WireBuffer* out) override {
    const size_t value = out->BeginValue();
    out->PutInt32(static_cast<int32_t>(members_.size()));
    for (Member& member : members_) {
      out->PutInt32(static_cast<int32_t>(member.oid));
      ARROW_RETURN_NOT_OK(member.values->Write(row, out));
    }
    return EndValue(value, out);
  }

 private:
  struct Member {
    uint32_t oid = 0;
    std::unique_ptr<ValueWriter> values;
  };
  std::vector<Member> members_;
};

/// range_recv: a byte of flags, then the bounds that there are. A bound that is NULL is unbounded.
class RangeWriter final : public ArrayWriter<arrow::StructArray> {
 public:
  static MadeWriter Make(const arrow::DataType& type, const WireType& wire) {
    auto writer = std::make_unique<RangeWriter>();
    ARROW_ASSIGN_OR_RAISE(writer->lower_,
                          MakeValueWriter(*type.field(kLower)->type(), wire.children[0]));
    ARROW_ASSIGN_OR_RAISE(writer->upper_,
                          MakeValueWriter(*type.field(kUpper)->type(), wire.children[0]));
    return writer;
  }

 protected:
  Status BindChildren(const arrow::StructArray& array) override {
    has_lower_ = array.field(kLower);
    has_upper_ = array.field(kUpper);
    for (int i = 0; i < 3; ++i) {
      flags_[i] = std::static_pointer_cast<arrow::BooleanArray>(array.field(kLowerInclusive + i));
    }
    ARROW_RETURN_NOT_OK(lower_->Bind(has_lower_));
    return upper_->Bind(has_upper_);
  }

  Status WriteValue(const arrow::StructArray&, int64_t row, WireBuffer* out) override {
    constexpr int8_t kEmpty = 0x01;
    constexpr int8_t kLowerInc = 0x02;
    constexpr int8_t kUpperInc = 0x04;
    constexpr int8_t kLowerInfinite = 0x08;
    constexpr int8_t kUpperInfinite = 0x10;
    for (const auto& flag : flags_) {
      if (flag->IsNull(row)) return Status::Invalid("is a range without one of its flags");
    }
    const size_t value = out->BeginValue();
    if (flags_[2]->Value(row)) {
      out->PutInt8(kEmpty);
      return EndValue(value, out);
    }
    const bool lower = has_lower_->IsValid(row);
    const bool upper = has_upper_->IsValid(row);
    int8_t flags = 0;
    if (flags_[0]->Value(row)) flags |= kLowerInc;
    if (flags_[1]->Value(row)) flags |= kUpperInc;
    if (!lower) flags |= kLowerInfinite;
    if (!upper) flags |= kUpperInfinite;
    out->PutInt8(flags);
    if (lower) ARROW_RETURN_NOT_OK(lower_->Write(row, out));
    if (upper) ARROW_RETURN_NOT_OK(upper_->Write(row, out));
    return EndValue(value, out);
  }

 private:
  static constexpr int kLower = 0;
  static constexpr int kUpper = 1;
  static constexpr int kLowerInclusive = 2;

  std::unique_ptr<ValueWriter> lower_;
  std::unique_ptr<ValueWriter> upper_;
  std::shared_ptr<arrow::Array> has_lower_;
  std::shared_ptr<arrow::Array> has_upper_;
  // lower_inclusive, upper_inclusive, empty.
  std::shared_ptr<arrow::BooleanArray> flags_[3];
};

class DictionaryWriter final : public ArrayWriter<arrow::DictionaryArray> {
 public:
  explicit DictionaryWriter(std::unique_ptr<ValueWriter> values) : values_(std::move(values)) {}

 protected:
  Status BindChildren(const arrow::DictionaryArray& array) override {
    return values_->Bind(array.dictionary());
  }
  Status WriteValue(const arrow::DictionaryArray& array, int64_t row, WireBuffer* out) override {
    return values_->Write(array.GetValueIndex(row), out);
  }

 private:
  const std::unique_ptr<ValueWriter> values_;
};

class RunEndEncodedWriter final : public ValueWriter {
 public:
  explicit RunEndEncodedWriter(std::unique_ptr<ValueWriter> values) : values_(std::move(values)) {}

  Status Bind(std::shared_ptr<arrow::Array> array) override {
    array_ = std::move(array);
    return values_->Bind(static_cast<const arrow::RunEndEncodedArray&>(*array_).values());
  }
  Status Write(int64_t row, WireBuffer* out) override {
    const arrow::ArraySpan span(*array_->data());
    return values_->Write(arrow::ree_util::FindPhysicalIndex(span, row, span.offset), out);
  }

 private:
  const std::unique_ptr<ValueWriter> values_;
  std::shared_ptr<arrow::Array> array_;
};

class ExtensionWriter final : public ValueWriter {
 public:
  explicit ExtensionWriter(std::unique_ptr<ValueWriter> storage) : storage_(std::move(storage)) {}

  Status Bind(std::shared_ptr<arrow::Array> array) override {
    return storage_->Bind(static_cast<const arrow::ExtensionArray&>(*array).storage());
  }
  Status Write(int64_t row, WireBuffer* out) override { return storage_->Write(row, out); }

 private:
  const std::unique_ptr<ValueWriter> storage_;
};

template <template <typename> typename Writer>
MadeWriter MakeListWriter(const arrow::DataType& type, const WireType& wire) {
  switch (type.id()) {
    case arrow::Type::LIST:
      return Writer<arrow::ListArray>::Make(type, wire);
    case arrow::Type::LARGE_LIST:
      return Writer<arrow::LargeListArray>::Make(type, wire);
    case arrow::Type::LIST_VIEW:
      return Writer<arrow::ListViewArray>::Make(type, wire);
    case arrow::Type::LARGE_LIST_VIEW:
      return Writer<arrow::LargeListViewArray>::Make(type, wire);
    case arrow::Type::FIXED_SIZE_LIST:
      return Writer<arrow::FixedSizeListArray>::Make(type, wire);
    case arrow::Type::MAP:
      return Writer<arrow::MapArray>::Make(type, wire);
    default:
      return Status::NotImplemented("no list: ", type.ToString());
  }
}

}  // namespace

MadeWriter MakeArrayWriter(const arrow::DataType& type, const WireType& wire) {
  return MakeListWriter<ListWriter>(type, wire);
}
MadeWriter MakeMultirangeWriter(const arrow::DataType& type, const WireType& wire) {
  return MakeListWriter<MultirangeWriter>(type, wire);
}
MadeWriter MakeHstoreWriter(const arrow::DataType& type, const WireType& wire) {
  return HstoreWriter::Make(type, wire);
}
MadeWriter MakeCompositeWriter(const arrow::DataType& type, const WireType& wire) {
  return CompositeWriter::Make(type, wire);
}
MadeWriter MakeRangeWriter(const arrow::DataType& type, const WireType& wire) {
  return RangeWriter::Make(type, wire);
}
MadeWriter MakeDictionaryWriter(const arrow::DataType& type, const WireType& wire) {
  ARROW_ASSIGN_OR_RAISE(
      auto values,
      MakeValueWriter(*static_cast<const arrow::DictionaryType&>(type).value_type(), wire));
  return std::make_unique<DictionaryWriter>(std::move(values));
}
MadeWriter MakeRunEndEncodedWriter(const arrow::DataType& type, const WireType& wire) {
  ARROW_ASSIGN_OR_RAISE(
      auto values,
      MakeValueWriter(*static_cast<const arrow::RunEndEncodedType&>(type).value_type(), wire));
  return std::make_unique<RunEndEncodedWriter>(std::move(values));
}
MadeWriter MakeExtensionWriter(const arrow::DataType& type, const WireType& wire) {
  ARROW_ASSIGN_OR_RAISE(
      auto storage,
      MakeValueWriter(*static_cast<const arrow::ExtensionType&>(type).storage_type(), wire));
  return std::make_unique<ExtensionWriter>(std::move(storage));
}

}  // namespace quiver::postgres
