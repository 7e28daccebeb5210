#pragma once

#include <memory>

#include <arrow/result.h>
#include <arrow/type.h>

namespace quiver {

/// The nested type that is like `type` and has `fields`, one for each of its own. Errors: TypeError
/// for a type that is not nested, and for a nested one that is not known here.
arrow::Result<std::shared_ptr<arrow::DataType>> TypeWithFields(const arrow::DataType& type,
                                                               const arrow::FieldVector& fields);

}  // namespace quiver
