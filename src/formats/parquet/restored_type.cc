#include "formats/parquet/restored_type.h"

#include <numeric>
#include <utility>

#include <arrow/array/builder_base.h>
#include <arrow/array/util.h>
#include <arrow/buffer.h>
#include <arrow/compute/cast.h>

namespace quiver::parquet_format {
namespace {

using arrow::Type;

bool IsMilliseconds(const arrow::DataType& type, Type::type id) {
  if (type.id() != id) return false;
  if (id == Type::TIME32) {
    return static_cast<const arrow::Time32Type&>(type).unit() == arrow::TimeUnit::MILLI;
  }
  return static_cast<const arrow::TimestampType&>(type).unit() == arrow::TimeUnit::MILLI;
}

/// Leaves that arrow's own cast restores.
bool CanCast(const arrow::DataType& stored, const arrow::DataType& wanted) {
  switch (wanted.id()) {
    case Type::DATE64:
      return stored.id() == Type::DATE32;
    case Type::TIME32:
      return IsMilliseconds(stored, Type::TIME32);
    case Type::TIMESTAMP:
      return IsMilliseconds(stored, Type::TIMESTAMP) &&
             static_cast<const arrow::TimestampType&>(stored).timezone() ==
                 static_cast<const arrow::TimestampType&>(wanted).timezone();
    case Type::LARGE_STRING:
      return stored.id() == Type::STRING;
    case Type::LARGE_BINARY:
      return stored.id() == Type::BINARY;
    default:
      return false;
  }
}

const arrow::DataType& ValueType(const arrow::DataType& type) {
  if (type.id() != Type::DICTIONARY) return type;
  return *static_cast<const arrow::DictionaryType&>(type).value_type();
}

bool IsNested(Type::type id) {
  return id == Type::LIST || id == Type::LARGE_LIST || id == Type::FIXED_SIZE_LIST ||
         id == Type::LIST_VIEW || id == Type::LARGE_LIST_VIEW || id == Type::MAP ||
         id == Type::STRUCT;
}

bool SameShape(const arrow::DataType& stored, const arrow::DataType& wanted) {
  if (stored.id() != wanted.id() || stored.num_fields() != wanted.num_fields()) return false;
  return stored.id() != Type::FIXED_SIZE_LIST ||
         static_cast<const arrow::FixedSizeListType&>(stored).list_size() ==
             static_cast<const arrow::FixedSizeListType&>(wanted).list_size();
}

arrow::Result<std::shared_ptr<arrow::ArrayData>> CastTo(
    const std::shared_ptr<arrow::ArrayData>& values,
    const std::shared_ptr<arrow::DataType>& wanted) {
  ARROW_ASSIGN_OR_RAISE(auto cast, arrow::compute::Cast(*arrow::MakeArray(values), wanted,
                                                        arrow::compute::CastOptions::Safe()));
  return cast->data();
}

/// 0, 1, 2, ...
arrow::Result<std::shared_ptr<arrow::Buffer>> Counted(int64_t length) {
  ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateBuffer(length * sizeof(int64_t)));
  auto* numbers = buffer->mutable_data_as<int64_t>();
  std::iota(numbers, numbers + length, int64_t{0});
  return std::shared_ptr<arrow::Buffer>(std::move(buffer));
}

/// The dictionary itself is restored where there is one; plain values get one.
arrow::Result<std::shared_ptr<arrow::ArrayData>> ToDictionary(
    const std::shared_ptr<arrow::ArrayData>& values,
    const std::shared_ptr<arrow::DataType>& wanted) {
  const auto& type = static_cast<const arrow::DictionaryType&>(*wanted);
  if (values->type->id() == Type::DICTIONARY) {
    auto restored = values->Copy();
    ARROW_ASSIGN_OR_RAISE(restored->dictionary, Restore(values->dictionary, type.value_type()));
    restored->type = wanted;
    return restored;
  }
  ARROW_ASSIGN_OR_RAISE(const auto plain, Restore(values, type.value_type()));
  // A dictionary in which every row has its own value; the builder finds those that are the same.
  ARROW_ASSIGN_OR_RAISE(const auto rows, Counted(plain->length));
  arrow::ArrayData unshared(arrow::dictionary(arrow::int64(), plain->type), plain->length,
                            {nullptr, rows}, /*null_count=*/0);
  unshared.dictionary = plain;
  std::unique_ptr<arrow::ArrayBuilder> builder;
  ARROW_RETURN_NOT_OK(arrow::MakeBuilderExactIndex(arrow::default_memory_pool(), wanted, &builder));
  ARROW_RETURN_NOT_OK(builder->AppendArraySlice(unshared, 0, plain->length));
  ARROW_ASSIGN_OR_RAISE(const auto array, builder->Finish());
  auto restored = array->data()->Copy();
  restored->type = wanted;  // with its `ordered`, which builders forget
  return restored;
}

}  // namespace

bool CanRestore(const arrow::DataType& stored, const arrow::DataType& wanted) {
  if (stored.Equals(wanted, /*check_metadata=*/true) || CanCast(stored, wanted)) return true;
  if (wanted.id() == Type::DICTIONARY) {
    if (stored.id() == Type::DICTIONARY &&
        !static_cast<const arrow::DictionaryType&>(stored).index_type()->Equals(
            static_cast<const arrow::DictionaryType&>(wanted).index_type())) {
      return false;
    }
    return CanRestore(ValueType(stored), ValueType(wanted));
  }
  if (!IsNested(wanted.id()) || !SameShape(stored, wanted)) return false;
  for (int i = 0; i < wanted.num_fields(); ++i) {
    const arrow::Field& from = *stored.field(i);
    const arrow::Field& to = *wanted.field(i);
    if (from.nullable() != to.nullable() || !CanRestore(*from.type(), *to.type())) return false;
    if (wanted.id() == Type::STRUCT && from.name() != to.name()) return false;
  }
  return true;
}

arrow::Result<std::shared_ptr<arrow::ArrayData>> Restore(
    const std::shared_ptr<arrow::ArrayData>& values,
    const std::shared_ptr<arrow::DataType>& wanted) {
  if (values->type->Equals(*wanted, /*check_metadata=*/true)) return values;
  if (wanted->id() == Type::DICTIONARY) return ToDictionary(values, wanted);
  if (!IsNested(wanted->id())) return CastTo(values, wanted);
  auto restored = values->Copy();
  restored->type = wanted;
  for (int i = 0; i < wanted->num_fields(); ++i) {
    ARROW_ASSIGN_OR_RAISE(restored->child_data[i],
                          Restore(values->child_data[i], wanted->field(i)->type()));
  }
  return restored;
}

}  // namespace quiver::parquet_format
