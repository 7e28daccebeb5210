#pragma once

#include <arrow/status.h>

#include "formats/parquet/compression.h"
#include "quiver/table.h"

namespace quiver::parquet_format {

/// Whether every column comes back from a Parquet file with the type that it has: found out by
/// writing a row and reading it. Errors: NotImplemented, with column and type.
arrow::Status CheckTypes(const TableDescription& table);

}  // namespace quiver::parquet_format
