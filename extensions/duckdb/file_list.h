#pragma once

#include <string>
#include <vector>

#include "value.h"

namespace quiver::duckdb_extension {

/// The files that the first argument of a reading function stands for: a path, a pattern
/// (`*`, `**`, `?`, `[...]`), or a list of them. What a pattern matches is sorted. A file system of
/// DuckDB finds them: patterns work where it can list (S3), `~` and file_search_path count, and
/// what enable_external_access and its like forbid is an error. Errors also: nothing matches.
std::vector<std::string> FileList(const Arguments& arguments, duckdb_v2_context_handle context,
                                  duckdb_v2_error_info_handle* err);

/// The same for one path or pattern.
std::vector<std::string> FilesOf(const std::string& path, duckdb_v2_context_handle context,
                                 duckdb_v2_error_info_handle* err);

}  // namespace quiver::duckdb_extension
