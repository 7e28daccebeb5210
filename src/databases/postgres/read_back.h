#pragma once

#include <memory>

#include <arrow/result.h>

#include "databases/postgres/connection.h"
#include "databases/postgres/target_table.h"
#include "quiver/budget.h"
#include "quiver/table_stream.h"

namespace quiver::postgres {

/// The staged rows of a table, read as the source reads them, by sessions of its own; with integers
/// where a numeric took them. They hold a lock on the staged table as long as the stream lives.
arrow::Result<std::unique_ptr<TableStream>> OpenReadBack(const ConnectOptions& options,
                                                         const TargetTable& table,
                                                         const Budget& budget);

}  // namespace quiver::postgres
