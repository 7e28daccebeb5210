#pragma once

#include <memory>
#include <string>

#include "arrow_table.h"

namespace quiver::duckdb_extension {

/// The table in an Arrow IPC stream that is read from its begin to its end: from a pipe, or because
/// it replaces dictionaries. One thread at a time takes a message out of the stream, and all
/// decode.
arrow::Result<std::shared_ptr<ArrowTable>> OpenStreamTable(const std::string& path);

}  // namespace quiver::duckdb_extension
