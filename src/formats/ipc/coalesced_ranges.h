#pragma once

#include <cstdint>
#include <vector>

#include <arrow/io/interfaces.h>

namespace quiver::ipc {

/// The same bytes in fewer requests, in the order of the file: ranges that lie no further apart
/// than `read_over` become one, of up to `most_bytes`.
std::vector<arrow::io::ReadRange> Coalesced(std::vector<arrow::io::ReadRange> ranges,
                                            int64_t read_over, int64_t most_bytes);

}  // namespace quiver::ipc
