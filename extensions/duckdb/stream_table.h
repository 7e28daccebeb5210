#pragma once

#include <memory>
#include <string>

#include "arrow_table.h"
#include "guarded_mapping.h"

namespace quiver::duckdb_extension {

/// The table in an Arrow IPC stream that is read from its begin to its end: from a pipe (where
/// `input` is null), or because it replaces dictionaries, or because it is not on this machine. One
/// thread at a time takes a message out of the stream, and all decode. `mapping` is what `input`
/// reads, or null.
arrow::Result<std::shared_ptr<ArrowTable>> OpenStreamTable(
    const std::string& path, std::shared_ptr<arrow::io::RandomAccessFile> input,
    std::shared_ptr<const GuardedMapping> mapping);

}  // namespace quiver::duckdb_extension
