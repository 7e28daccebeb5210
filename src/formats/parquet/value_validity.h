#pragma once

#include <arrow/chunked_array.h>
#include <arrow/status.h>

namespace quiver::parquet_format {

/// What libparquet takes from a file as it is: text that is not UTF-8, and indices into
/// dictionaries. Errors: Invalid.
arrow::Status CheckValues(const arrow::ChunkedArray& values);

}  // namespace quiver::parquet_format
