#pragma once

#include <vector>

#include <arrow/status.h>

#include "databases/postgres/copy_in.h"
#include "quiver/table_stream.h"

namespace quiver::postgres {

/// Sends all partitions of `stream` to `target`, on one thread for each connection: each runs one
/// COPY and takes whatever partition is next. With one connection the rows are stored in the order
/// of the stream; with more, in the order in which they came.
///
/// Errors: the first one, of the stream as it was or of CopyIn. Rows that other connections have
/// sent may be there then.
arrow::Status LoadTable(const std::vector<Connection*>& connections, const CopyTarget& target,
                        TableStream& stream);

}  // namespace quiver::postgres
