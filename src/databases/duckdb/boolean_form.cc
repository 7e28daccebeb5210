#include "databases/duckdb/boolean_form.h"

#include <cstring>
#include <utility>

#include <arrow/buffer.h>
#include <arrow/type_traits.h>
#include <arrow/util/bit_util.h>

#include "databases/duckdb/types.h"

namespace quiver::duckdb {
namespace {

/// The type with other children; for those types that DuckDB makes.
std::shared_ptr<arrow::DataType> WithChildren(const arrow::DataType& type,
                                              const arrow::FieldVector& children) {
  switch (type.id()) {
    case arrow::Type::LIST:
      return arrow::list(children[0]);
    case arrow::Type::LARGE_LIST:
      return arrow::large_list(children[0]);
    case arrow::Type::FIXED_SIZE_LIST:
      return arrow::fixed_size_list(children[0],
                                    static_cast<const arrow::FixedSizeListType&>(type).list_size());
    case arrow::Type::MAP:
      return std::make_shared<arrow::MapType>(children[0]);
    case arrow::Type::SPARSE_UNION:
      return arrow::sparse_union(children, static_cast<const arrow::UnionType&>(type).type_codes());
    default:
      return arrow::struct_(children);
  }
}

arrow::Result<std::shared_ptr<arrow::ArrayData>> BytesToBits(const arrow::ArrayData& bytes) {
  ARROW_ASSIGN_OR_RAISE(auto bits, arrow::AllocateBitmap(bytes.length));
  std::memset(bits->mutable_data(), 0, bits->size());
  const auto* values = bytes.GetValues<int8_t>(1);
  for (int64_t i = 0; i < bytes.length; ++i) {
    if (values[i] != 0) arrow::bit_util::SetBit(bits->mutable_data(), i);
  }
  std::shared_ptr<arrow::Buffer> validity = bytes.buffers[0];
  if (validity != nullptr && bytes.offset != 0) {
    ARROW_ASSIGN_OR_RAISE(auto moved, arrow::AllocateBitmap(bytes.length));
    for (int64_t i = 0; i < bytes.length; ++i) {
      arrow::bit_util::SetBitTo(moved->mutable_data(), i,
                                arrow::bit_util::GetBit(validity->data(), bytes.offset + i));
    }
    validity = std::move(moved);
  }
  return arrow::ArrayData::Make(arrow::boolean(), bytes.length,
                                {std::move(validity), std::move(bits)}, bytes.null_count);
}

}  // namespace

std::shared_ptr<arrow::Field> WithBooleans(const std::shared_ptr<arrow::Field>& field) {
  const std::string extension = ExtensionName(*field);
  if (extension == "arrow.bool8") return field->WithType(arrow::boolean())->WithMetadata(nullptr);
  if (!extension.empty() || field->type()->num_fields() == 0) return field;
  arrow::FieldVector children;
  bool changed = false;
  for (const auto& child : field->type()->fields()) {
    children.push_back(WithBooleans(child));
    changed |= children.back() != child;
  }
  return changed ? field->WithType(WithChildren(*field->type(), children)) : field;
}

arrow::Result<std::shared_ptr<arrow::ArrayData>> WithBooleans(
    const std::shared_ptr<arrow::ArrayData>& array, const std::shared_ptr<arrow::DataType>& type) {
  if (array->type->Equals(*type)) return array;
  if (type->id() == arrow::Type::BOOL) return BytesToBits(*array);
  auto changed = array->Copy();
  changed->type = type;
  for (int i = 0; i < type->num_fields(); ++i) {
    ARROW_ASSIGN_OR_RAISE(changed->child_data[i],
                          WithBooleans(array->child_data[i], type->field(i)->type()));
  }
  return changed;
}

}  // namespace quiver::duckdb
