#pragma once

#include <string>

#include <arrow/array/data.h>
#include <arrow/status.h>

namespace quiver::parquet_format {

/// Parquet holds date64 as days, seconds as milliseconds, and of a decimal the bytes that its
/// digits need; libparquet divides, multiplies and cuts without looking. Errors: Invalid for the
/// first value (at any depth of a nested column) that would not come back; `column` is its name.
arrow::Status CheckLimits(const std::string& column, const arrow::ArrayData& values);

}  // namespace quiver::parquet_format
