#pragma once

#include <memory>
#include <string>
#include <vector>

#include <arrow/result.h>

#include "quiver/table_stream.h"

namespace quiver {

/// The indices of `columns` in `schema`. Errors: KeyError for a column that is not there, with the
/// nearest names; Invalid for one that is there twice.
arrow::Result<std::vector<int>> FindColumns(const TableDescription& table,
                                            const std::vector<std::string>& columns);

/// What is left of a table's description with only these columns, in this order: keys and indexes
/// on other columns are not there any more.
TableDescription ProjectDescription(const TableDescription& table, const std::vector<int>& columns);

/// `table` with only these columns, for sources that can't leave the others unread.
arrow::Result<std::unique_ptr<TableStream>> ProjectStream(std::unique_ptr<TableStream> table,
                                                          const std::vector<std::string>& columns);

}  // namespace quiver
