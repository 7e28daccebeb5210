#pragma once

#include <arrow/result.h>

#include "quiver/table_stream.h"
#include "quiver/verify.h"

namespace quiver {

/// Compares the columns and the rows of two streams, and finds the first keys that differ.
arrow::Result<TableComparison> CompareTables(TableStream& a, TableStream& b,
                                             const VerifyOptions& options);

}  // namespace quiver
