#pragma once

#include <string>

#include <arrow/result.h>

#include "databases/postgres/snapshot.h"

namespace quiver::postgres {

/// A line that stays the same only as long as nobody has written anything to the server: which
/// server and database it is, which transactions its snapshot sees, and the size and storage of
/// every table. With foreign tables, which are stored elsewhere, and with tables that somebody has
/// locked, it is never the same.
arrow::Result<std::string> ReadFingerprint(Snapshot& snapshot);

}  // namespace quiver::postgres
