#pragma once

#include <memory>
#include <vector>

#include <arrow/array.h>
#include <arrow/result.h>

namespace quiver::duckdb_extension {

/// The values of `column` at `rows`, which are all in it, one after the other. A dictionary stays
/// one. Errors: NotImplemented for types that Arrow can't do this for.
arrow::Result<std::shared_ptr<arrow::Array>> GatheredColumn(
    const std::shared_ptr<arrow::Array>& column, const std::vector<int32_t>& rows);

}  // namespace quiver::duckdb_extension
