#pragma once

#include <string>

#include <arrow/array/data.h>
#include <arrow/status.h>

namespace quiver::parquet_format {

/// Parquet holds date64 as days and seconds as milliseconds; libparquet divides and multiplies
/// without looking. Errors: Invalid for the first value (at any depth of a nested column) that
/// would not come back; `column` is its name.
arrow::Status CheckLimits(const std::string& column, const arrow::ArrayData& values);

}  // namespace quiver::parquet_format
