#pragma once

#include <memory>

#include <arrow/array/data.h>
#include <arrow/result.h>
#include <arrow/type.h>

namespace quiver::duckdb {

/// The field with boolean instead of arrow.bool8 wherever it has it; the same pointer where
/// nowhere.
std::shared_ptr<arrow::Field> WithBooleans(const std::shared_ptr<arrow::Field>& field);

/// The array of `type` with the same values, where `type` came from WithBooleans.
arrow::Result<std::shared_ptr<arrow::ArrayData>> WithBooleans(
    const std::shared_ptr<arrow::ArrayData>& array, const std::shared_ptr<arrow::DataType>& type);

}  // namespace quiver::duckdb
