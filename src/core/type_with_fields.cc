#include "core/type_with_fields.h"

namespace quiver {

arrow::Result<std::shared_ptr<arrow::DataType>> TypeWithFields(const arrow::DataType& type,
                                                               const arrow::FieldVector& fields) {
  using arrow::Type;
  switch (type.id()) {
    case Type::STRUCT:
      return arrow::struct_(fields);
    case Type::LIST:
      return arrow::list(fields[0]);
    case Type::LARGE_LIST:
      return arrow::large_list(fields[0]);
    case Type::LIST_VIEW:
      return arrow::list_view(fields[0]);
    case Type::LARGE_LIST_VIEW:
      return arrow::large_list_view(fields[0]);
    case Type::FIXED_SIZE_LIST:
      return arrow::fixed_size_list(fields[0],
                                    static_cast<const arrow::FixedSizeListType&>(type).list_size());
    case Type::MAP: {
      const bool sorted = static_cast<const arrow::MapType&>(type).keys_sorted();
      return std::make_shared<arrow::MapType>(fields[0], sorted);
    }
    case Type::RUN_END_ENCODED:
      return arrow::run_end_encoded(fields[0]->type(), fields[1]->type());
    case Type::DENSE_UNION:
      return arrow::dense_union(fields, static_cast<const arrow::UnionType&>(type).type_codes());
    case Type::SPARSE_UNION:
      return arrow::sparse_union(fields, static_cast<const arrow::UnionType&>(type).type_codes());
    default:
      return arrow::Status::TypeError("the nested type ", type.ToString(), " is not known here");
  }
}

}  // namespace quiver
