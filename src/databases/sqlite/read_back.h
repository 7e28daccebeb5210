#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include <arrow/result.h>
#include <arrow/util/cancel.h>

#include "databases/sqlite/connection.h"
#include "quiver/table.h"
#include "quiver/table_stream.h"

namespace quiver::sqlite {

/// The rows of a table as one connection sees them, which is how rows that are not committed can be
/// read. With `after_rowid`: only those behind it. The connection must outlive the stream.
arrow::Result<std::unique_ptr<TableStream>> OpenReadBack(Connection& connection,
                                                         const TableDescription& table,
                                                         std::optional<int64_t> after_rowid,
                                                         int64_t batch_bytes,
                                                         arrow::StopToken stop);

}  // namespace quiver::sqlite
