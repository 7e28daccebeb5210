#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <arrow/record_batch.h>
#include <arrow/util/cancel.h>

#include "databases/sqlite/block_source.h"
#include "databases/sqlite/column_builder.h"
#include "databases/sqlite/row_policy.h"

namespace quiver::sqlite {

/// How large a record batch may become.
struct BatchLimits {
  int64_t rows = 0;
  int64_t bytes = 0;
};

/// One partition as record batches: takes blocks, applies the policy, builds the columns.
class BlockBatchReader : public arrow::RecordBatchReader {
 public:
  /// `rows`: rows of the partition, before the policy removes some.
  BlockBatchReader(std::shared_ptr<arrow::Schema> schema, const CountedTable& table,
                   std::unique_ptr<BlockSource> source, int64_t rows, RowPolicy policy,
                   BatchLimits limits, arrow::StopToken stop);

  std::shared_ptr<arrow::Schema> schema() const override { return schema_; }
  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) override;

 private:
  arrow::Status ReadBatch(std::shared_ptr<arrow::RecordBatch>* batch);
  arrow::Status StartBatch(int64_t most_rows);
  arrow::Status AppendBlock();
  arrow::Result<std::shared_ptr<arrow::RecordBatch>> FinishBatch(int64_t rows);

  const std::shared_ptr<arrow::Schema> schema_;
  const std::string table_name_;
  const std::unique_ptr<BlockSource> source_;
  RowPolicy policy_;
  const BatchLimits limits_;
  const arrow::StopToken stop_;
  int64_t rows_left_;
  CellBlock block_;
  std::vector<std::unique_ptr<ColumnBuilder>> builders_;
  /// For each column, the average over the whole table.
  std::vector<double> text_bytes_per_row_;
};

/// `table "t", ` in front of what `status` says; OK and Cancelled stay as they are.
arrow::Status InTable(const std::string& table, const arrow::Status& status);

}  // namespace quiver::sqlite
