#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <arrow/record_batch.h>

#include "column_builder.h"
#include "column_type.h"

namespace quiver::duckdb_extension {

/// The columns of a query: as DuckDB has them, and what they become.
class TableType {
 public:
  TableType() = default;
  TableType(const TableType&) = delete;
  TableType& operator=(const TableType&) = delete;
  ~TableType();

  /// Takes the handle.
  void Add(const std::string& name, duckdb_v2_logical_type_handle type,
           duckdb_v2_context_handle context, duckdb_v2_error_info_handle* err);

  const std::vector<duckdb_v2_logical_type_handle>& types() const { return types_; }
  std::vector<ColumnType>& columns() { return columns_; }
  const std::vector<ColumnType>& columns() const { return columns_; }
  std::shared_ptr<arrow::Schema> ArrowSchema() const;

 private:
  std::vector<duckdb_v2_logical_type_handle> types_;
  std::vector<ColumnType> columns_;
};

/// Makes record batches of data chunks. Of one thread.
class BatchBuilder {
 public:
  /// `columns` and `schema`, which is theirs, must outlive it.
  BatchBuilder(const std::vector<ColumnType>& columns, const std::shared_ptr<arrow::Schema>& schema,
               idx_t rows, duckdb_v2_context_handle context);

  void Append(duckdb_v2_data_chunk_handle chunk, const Rows& rows,
              duckdb_v2_error_info_handle* err);
  std::shared_ptr<arrow::RecordBatch> Finish();

  int64_t rows() const { return rows_; }

 private:
  const std::shared_ptr<arrow::Schema>& schema_;
  std::vector<std::unique_ptr<ColumnBuilder>> columns_;
  int64_t rows_ = 0;
};

/// Gives all rows of `collection` to `take`, in order: in one batch, or in several where a column
/// would pass what Arrow's offsets can count. Errors: a single row that passes it.
void ForEachBatch(duckdb_v2_column_data_collection_handle collection,
                  const std::vector<duckdb_v2_logical_type_handle>& types,
                  const std::vector<ColumnType>& columns,
                  const std::shared_ptr<arrow::Schema>& schema, duckdb_v2_context_handle context,
                  duckdb_v2_error_info_handle* err,
                  const std::function<void(std::shared_ptr<arrow::RecordBatch>)>& take);

}  // namespace quiver::duckdb_extension
