#pragma once

#include <string>

#include <arrow/result.h>
#include <arrow/status.h>

#include "databases/duckdb/connection.h"
#include "extensions/duckdb/shared_table.h"

namespace quiver::duckdb {

/// The functions that quiver.duckdb_extension exports to the program around DuckDB.
struct ExtensionFunctions {
  QuiverShareTableFunction share_table;
  QuiverUnshareTableFunction unshare_table;
};

/// Loads quiver.duckdb_extension, which lies in a folder beside libquiver, one for each release of
/// DuckDB, into the connection's database (which must have been opened with
/// allow_unsigned_extensions). Errors: IOError that says where it was looked for.
arrow::Result<ExtensionFunctions> LoadExtension(Connection* connection);

}  // namespace quiver::duckdb
