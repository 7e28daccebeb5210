#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <arrow/record_batch.h>
#include <arrow/result.h>

#include "quiver/source.h"

namespace quiver::cli {

/// The first rows of a table, in batches.
struct FirstRows {
  std::shared_ptr<arrow::Schema> schema;
  std::vector<std::shared_ptr<arrow::RecordBatch>> batches;
};

/// Reads no more of `table` than it has to: by a query with a limit where the source has a query
/// language, so that no pass over all values is needed to find the types.
arrow::Result<FirstRows> ReadFirstRows(Source& source, const TableInfo& table, const Scan& scan,
                                       int64_t rows);

/// The same from a query of the user.
arrow::Result<FirstRows> ReadFirstRowsOfQuery(Source& source, const std::string& sql, int64_t rows);

}  // namespace quiver::cli
