#pragma once

#include <memory>
#include <string>

#include <arrow/result.h>

#include "quiver/source.h"

namespace quiver {

/// Connects to a PostgreSQL server and takes the snapshot: a read-only transaction that is exported
/// to every other session. `conninfo` is a URI, libpq's "key=value" text, or a database's name;
/// what it leaves open comes from PG* variables, service files and .pgpass.
/// Tables of the schema "public" have no schema in their names.
///
/// Errors: IOError naming the server, never with a password.
arrow::Result<std::unique_ptr<Source>> OpenPostgresSource(const std::string& conninfo,
                                                          const SourceOptions& options);

}  // namespace quiver
