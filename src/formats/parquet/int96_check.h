#pragma once

#include <arrow/chunked_array.h>
#include <arrow/status.h>

namespace quiver::parquet_format {

/// INT96 timestamps reach far beyond what 64 bits of nanoseconds hold (1677 to 2262), and
/// libparquet lets them overflow in silence. So they are read twice, as nanoseconds and as seconds,
/// which agree exactly where nothing overflowed. Errors: Invalid for the first value that did.
arrow::Status CheckInt96(const arrow::ChunkedArray& nanoseconds,
                         const arrow::ChunkedArray& seconds);

}  // namespace quiver::parquet_format
