#pragma once

#include <memory>
#include <string>
#include <vector>

#include <arrow/record_batch.h>
#include <arrow/result.h>

#include "formats/csv/csv_table.h"
#include "formats/csv/csv_table_stream.h"

namespace quiver::csv {

/// One partition as record batches.
class CsvBatchReader final : public arrow::RecordBatchReader {
 public:
  /// `types_are_final`: a value that a type can't hold is an error. Otherwise the schema changes.
  static arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> Make(
      std::shared_ptr<CsvTable> table, std::shared_ptr<arrow::Schema> schema,
      const std::vector<ColumnReading>& columns, bool types_are_final, int64_t partition,
      std::unique_ptr<RowReader> rows);

  std::shared_ptr<arrow::Schema> schema() const override { return schema_; }
  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) override;

 private:
  CsvBatchReader(std::shared_ptr<CsvTable> table, std::shared_ptr<arrow::Schema> schema,
                 const std::vector<ColumnReading>& columns, bool types_are_final, int64_t partition,
                 std::unique_ptr<RowReader> rows);

  /// False at the end of the partition.
  arrow::Result<bool> NextBlock();
  /// How many rows of the block the batch has room for; 0 when it is full.
  int64_t RoomFor() const;
  arrow::Status Reserve();
  arrow::Status AppendRows(int64_t count);
  arrow::Status Misfit(const ColumnReading& column, int64_t row) const;

  const std::shared_ptr<CsvTable> table_;
  const std::shared_ptr<arrow::Schema> schema_;
  const std::vector<ColumnReading> columns_;
  const bool types_are_final_;
  const int64_t partition_;
  const std::unique_ptr<RowReader> rows_;
  std::vector<std::unique_ptr<ColumnConverter>> converters_;
  /// Of one row, in all columns.
  int64_t fixed_bytes_ = 0;
  /// The next row of the block.
  int64_t next_row_ = 0;
  int64_t batch_rows_ = 0;
  int64_t batch_bytes_ = 0;
};

}  // namespace quiver::csv
