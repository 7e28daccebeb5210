#pragma once

#include <memory>

#include <arrow/array/data.h>
#include <arrow/result.h>
#include <arrow/type.h>

namespace quiver::parquet_format {

/// Parquet has no date64, no times in seconds, and dictionaries only of text. Files hold their
/// values in the next type that it has (date32, milliseconds, plain values), and the Arrow schema
/// that is stored beside them says what they were.

/// Whether values of `stored`, as libparquet gives them, can become `wanted` again, exactly.
bool CanRestore(const arrow::DataType& stored, const arrow::DataType& wanted);

/// Errors: Invalid for a value that is none of `wanted` (a file whose schema lies).
arrow::Result<std::shared_ptr<arrow::ArrayData>> Restore(
    const std::shared_ptr<arrow::ArrayData>& values,
    const std::shared_ptr<arrow::DataType>& wanted);

}  // namespace quiver::parquet_format
