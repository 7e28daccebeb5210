#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <arrow/record_batch.h>
#include <arrow/result.h>

#include "databases/postgres/copy_rows.h"
#include "databases/postgres/table_column.h"

namespace quiver::postgres {

/// How large a record batch may become.
struct BatchLimits {
  int64_t rows;
  int64_t bytes;
};

/// A message's words for the row of that number in a partition: "row with ctid (0,1)".
using RowPlace = std::function<std::string(int64_t)>;

/// The rows of a COPY as record batches.
class CopyBatchReader final : public arrow::RecordBatchReader {
 public:
  CopyBatchReader(std::unique_ptr<CopyRows> rows, std::string table,
                  const std::vector<TableColumn>& columns, std::shared_ptr<arrow::Schema> schema,
                  BatchLimits limits, RowPlace place, arrow::StopToken stop);

  std::shared_ptr<arrow::Schema> schema() const override { return schema_; }
  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) override;

 private:
  struct ColumnState {
    std::unique_ptr<ValueReader> reader;
    TableColumn::OnMisfit on_misfit;
  };

  arrow::Status ReadBatch(std::shared_ptr<arrow::RecordBatch>* batch);
  arrow::Status AppendRow(Wire row);
  bool IsQuarantined(Wire row);
  arrow::Status Failed(size_t column, const arrow::Status& status) const;

  const std::string table_;
  const std::shared_ptr<arrow::Schema> schema_;
  const BatchLimits limits_;
  const RowPlace place_;
  const arrow::StopToken stop_;
  const int64_t least_row_bytes_;
  std::vector<ColumnState> columns_;
  bool quarantines_ = false;
  int64_t row_ = 0;  // of the partition
  // Before the schema's columns are gone, and with it the session.
  std::unique_ptr<CopyRows> rows_;
};

/// `table "t": ` before what the server said; Cancelled stays as it is.
arrow::Status InTable(const std::string& table, const arrow::Status& status);

}  // namespace quiver::postgres
