#pragma once

#include <memory>

#include <arrow/array.h>
#include <arrow/result.h>
#include <arrow/type.h>

namespace quiver::postgres {

/// What a field is read back as: `read`, but with the type of `written` wherever integers were
/// written and a numeric came back, or DuckDB's bit strings and text.
std::shared_ptr<arrow::DataType> RestoredType(const arrow::Field& written,
                                              const std::shared_ptr<arrow::DataType>& read);

/// The values of `array` in that type; the array itself where it has it.
/// Errors: Invalid for a number that the type can't hold.
arrow::Result<std::shared_ptr<arrow::Array>> Restore(const std::shared_ptr<arrow::Array>& array,
                                                     const std::shared_ptr<arrow::DataType>& type);

}  // namespace quiver::postgres
