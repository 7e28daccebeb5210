#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include <arrow/result.h>
#include <arrow/util/cancel.h>

#include "databases/duckdb/connection.h"
#include "quiver/budget.h"
#include "quiver/table_stream.h"

namespace quiver::duckdb {

/// The rows of a table that a sink wrote, after row `last_rowid_before` if given. Where `only` is
/// given the rows are not committed, so that only this connection sees them: one partition then.
arrow::Result<std::unique_ptr<TableStream>> OpenReadBack(const std::shared_ptr<Database>& database,
                                                         Connection* only,
                                                         const TableDescription& description,
                                                         std::optional<int64_t> last_rowid_before,
                                                         const Budget& budget,
                                                         arrow::StopToken stop);

}  // namespace quiver::duckdb
