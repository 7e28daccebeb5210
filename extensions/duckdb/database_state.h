#pragma once

#include "scan_log.h"
#include "table_cache.h"

namespace quiver::duckdb_extension {

/// What the functions of one database share.
struct DatabaseState {
  ScanLog scans;
  TableCache tables;
};

}  // namespace quiver::duckdb_extension
