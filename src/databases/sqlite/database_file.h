#pragma once

#include <string>

#include <arrow/status.h>

namespace quiver::sqlite {

/// What can be said about a database file before SQLite sees it: that it is there, a regular file,
/// readable and not empty. SQLite itself would say "unable to open database file" to most of it.
arrow::Status CheckDatabaseFile(const std::string& path);

/// The Status for SQLite's result code `code` with SQLite's own words `message`. Looks at the file
/// to find out what lies behind a general code: truncated or corrupt, encrypted or not a database.
arrow::Status DatabaseFileError(const std::string& path, int code, const std::string& message);

}  // namespace quiver::sqlite
