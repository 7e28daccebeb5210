#pragma once

#include <memory>

#include <arrow/record_batch.h>
#include <arrow/result.h>
#include <arrow/type.h>

namespace quiver::duckdb_extension {

/// The type in which DuckDB's importer takes a column of `type` exactly: most types as they are,
/// half floats as floats, decimals in 128 bits, unions as sparse ones. Errors: TypeError for types
/// that DuckDB has no exact one for (decimals of more than 38 digits, arrays without elements).
arrow::Result<std::shared_ptr<arrow::DataType>> ImportedType(
    const std::shared_ptr<arrow::DataType>& type);

/// `column` as `type`, its ImportedType, without a copy of what stays the same. Errors: Invalid for
/// a value that DuckDB can't hold exactly (nanoseconds in an interval, half a day in a date), which
/// is named.
arrow::Result<std::shared_ptr<arrow::Array>> ImportedColumn(
    const std::shared_ptr<arrow::Array>& column, const std::shared_ptr<arrow::DataType>& type);

}  // namespace quiver::duckdb_extension
