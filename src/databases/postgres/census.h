#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <arrow/result.h>

#include "databases/postgres/row_source.h"
#include "databases/postgres/snapshot.h"
#include "databases/postgres/table_column.h"

namespace quiver::postgres {

/// What a look at every value of a column has found; what the decimals of open numerics need is in
/// its form then.
struct ColumnCensus {
  /// Values that do not fit.
  int64_t misfits = 0;
  /// The first of them, and why.
  int64_t partition = -1;
  int64_t row = -1;
  std::string what;
};

/// Reads these columns once, on up to `jobs` threads.
arrow::Result<std::vector<ColumnCensus>> TakeCensus(Snapshot& snapshot, const RowSource& source,
                                                    const std::vector<TableColumn>& columns,
                                                    int jobs, const arrow::StopToken& stop);

}  // namespace quiver::postgres
