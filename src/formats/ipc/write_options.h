#pragma once

#include <vector>

#include <arrow/ipc/options.h>
#include <arrow/result.h>
#include <arrow/type.h>

#include "quiver/sink.h"

namespace quiver::ipc {

/// How Arrow writes a message. Errors: Invalid for a codec or a level that Arrow IPC doesn't have.
arrow::Result<arrow::ipc::IpcWriteOptions> WriteOptionsOf(const SinkOptions& options);

/// For each field whether its statistics are written. Errors: KeyError for a column that is not
/// there.
arrow::Result<std::vector<bool>> StatisticsColumns(const TableDescription& table,
                                                   const SinkOptions& options);

}  // namespace quiver::ipc
