#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <arrow/result.h>
#include <arrow/util/cancel.h>

#include "databases/sqlite/block_batch_reader.h"
#include "databases/sqlite/block_source.h"
#include "databases/sqlite/column_form.h"
#include "databases/sqlite/quarantine_stream.h"
#include "databases/sqlite/row_policy.h"
#include "quiver/source.h"
#include "quiver/table_stream.h"

namespace quiver::sqlite {

/// The TableStream of a table that has been counted, whichever way it is read.
class CountedTableStream : public TableStream {
 public:
  /// Decides on the columns' types; with OnTypeMismatch::kQuarantine counts, once more, the rows
  /// that are to be left out, where there are any. Errors: as DecideForms.
  static arrow::Result<std::unique_ptr<CountedTableStream>> Make(
      std::unique_ptr<CountedTable> table, const SourceOptions& options);

  const TableDescription& description() const override { return description_; }
  int64_t num_partitions() const override { return table_->num_partitions(); }
  arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> OpenPartition(
      int64_t partition) override;
  int64_t num_rows() const override { return num_rows_; }
  TableStream* quarantine() override { return quarantine_.get(); }

 private:
  CountedTableStream(std::unique_ptr<CountedTable> table, RowPolicy policy, BatchLimits limits,
                     arrow::StopToken stop);

  const std::unique_ptr<CountedTable> table_;
  const RowPolicy policy_;
  const BatchLimits limits_;
  const arrow::StopToken stop_;
  TableDescription description_;
  int64_t num_rows_ = 0;
  std::unique_ptr<QuarantineStream> quarantine_;
};

}  // namespace quiver::sqlite
