#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <arrow/result.h>
#include <arrow/type_fwd.h>

namespace quiver {

/// The Arrow type that a person names, in SQL's words or Arrow's, whatever the case: "bool", "int8"
/// … "int64", "uint8" … "uint64", "integer" (int32), "bigint", "float", "double", "text" or "utf8",
/// "large_utf8", "binary", "date", "time" (microseconds), "timestamp" (microseconds), "timestamptz"
/// (microseconds, UTC), "timestamp[s|ms|us|ns]", "decimal(P,S)".
/// Errors: Invalid, listing the names.
arrow::Result<std::shared_ptr<arrow::DataType>> ParseTypeName(std::string_view name);

}  // namespace quiver
