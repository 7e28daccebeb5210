#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <arrow/array/data.h>

#include "column_type.h"
#include "vector_rows.h"

namespace quiver::duckdb_extension {

/// More than the 2 GiB that the offsets of an Arrow array can count: the rows need several batches.
struct BatchTooLong {
  std::string column;
};

/// Gathers vectors of DuckDB into one Arrow array. Values are copied once. Of one thread.
class ColumnBuilder {
 public:
  virtual ~ColumnBuilder() = default;

  /// Throws BatchTooLong, and Error for a value that Arrow can't hold. May flatten the vector.
  virtual void Append(duckdb_v2_vector_handle vector, const Rows& rows,
                      duckdb_v2_error_info_handle* err) = 0;

  /// What was appended since the last call.
  virtual std::shared_ptr<arrow::ArrayData> Finish() = 0;
};

/// A builder for so many rows (more are possible).
std::unique_ptr<ColumnBuilder> MakeColumnBuilder(const ColumnType& type, idx_t rows,
                                                 duckdb_v2_context_handle context);

}  // namespace quiver::duckdb_extension
