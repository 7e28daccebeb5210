#pragma once

#include <memory>
#include <string>
#include <vector>

#include <arrow/record_batch.h>
#include <arrow/result.h>
#include <arrow/type.h>
#include <duckdb.h>

#include "databases/duckdb/connection.h"

namespace quiver::duckdb {

/// Settings that make DuckDB's own conversion to Arrow exact: HUGEINT, UUID, TIMETZ, BIT and the
/// like as extension types over their bytes, instead of floats, texts or a dropped offset.
arrow::Status MakeConversionExact(Connection* connection);

/// Turns the chunks of one query's result into record batches.
///
/// DuckDB's exact form of BOOLEAN is a byte (arrow.bool8); here it becomes Arrow's own boolean, at
/// every level, because no bit of it is lost and everybody else knows that type.
class ArrowForm {
 public:
  /// `table` is for errors. Errors: NotImplemented, naming the column, for a type without a way to
  /// Arrow.
  static arrow::Result<std::unique_ptr<ArrowForm>> Make(Connection* connection,
                                                        duckdb_result* result,
                                                        const std::string& table);

  const std::shared_ptr<arrow::Schema>& schema() const { return schema_; }
  arrow::Result<std::shared_ptr<arrow::RecordBatch>> Convert(duckdb_data_chunk chunk) const;

 private:
  ArrowForm() = default;
  std::string table_;
  duckdb_arrow_options options_ = nullptr;  // the connection's
  std::shared_ptr<arrow::Schema> duckdb_schema_;
  std::shared_ptr<arrow::Schema> schema_;
};

}  // namespace quiver::duckdb
