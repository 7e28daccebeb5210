#pragma once

#include <memory>
#include <string>

#include <arrow/io/interfaces.h>

#include "duckdb_api.h"

namespace quiver::duckdb_extension {

/// Whether DuckDB's file system reads and writes `path`: what is on no disk of this machine
/// ("s3://...", "https://..."), and what the host program has registered ("memory://..." of
/// Python's fsspec). Other paths are local files, which the extension reads and writes itself.
bool IsHostPath(const std::string& path, duckdb_v2_context_handle context,
                duckdb_v2_error_info_handle* err);

/// A file of DuckDB's file system, read by ranges: its end, where footers are, already now. From
/// any thread; one request at a time. A range comes whole or is an error, which names the path and
/// the byte. `context` must be there for the call only.
///
/// Where DuckDB has not loaded its extension for HTTP, http:// and https:// are read by libquiver's
/// own client. Errors: throws, with the path, and the extension of DuckDB that is not loaded.
std::shared_ptr<arrow::io::RandomAccessFile> OpenHostFile(const std::string& path,
                                                          duckdb_v2_context_handle context,
                                                          duckdb_v2_error_info_handle* err);

}  // namespace quiver::duckdb_extension
