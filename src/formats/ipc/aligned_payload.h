#pragma once

#include <cstdint>

#include <arrow/ipc/writer.h>
#include <arrow/status.h>

namespace quiver::ipc {

/// Moves the buffers of a record batch's or a dictionary's body so far apart that each begins at a
/// multiple of `alignment` (itself one of 8). Arrow C++ writes them at multiples of 8 only.
arrow::Status AlignBuffers(int64_t alignment, arrow::ipc::IpcPayload* payload);

}  // namespace quiver::ipc
