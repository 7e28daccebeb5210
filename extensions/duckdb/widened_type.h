#pragma once

#include <memory>

#include <arrow/type.h>

namespace quiver::duckdb_extension {

/// The type that holds every value of both types as it is; null where there is none, or none that
/// DuckDB has. Both are types as they are imported (imported_column.h).
///
/// Numbers become the narrowest type that holds both: 64 bits with and without a sign
/// DECIMAL(20,0), as HUGEINT is no type of Arrow's; no number of 64 bits becomes a DOUBLE. A date
/// becomes a timestamp without a zone. Text never becomes bytes. A STRUCT gets the members of both.
std::shared_ptr<arrow::DataType> WidenedType(const std::shared_ptr<arrow::DataType>& left,
                                             const std::shared_ptr<arrow::DataType>& right);

}  // namespace quiver::duckdb_extension
