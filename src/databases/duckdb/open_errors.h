#pragma once

#include <string>

#include <arrow/status.h>

namespace quiver::duckdb {

/// Why DuckDB could not open `path`, as one line for the person who typed the name: it is open in
/// another program, is no DuckDB file, is of another version.
arrow::Status OpenError(const std::string& path, const arrow::Status& error);

}  // namespace quiver::duckdb
