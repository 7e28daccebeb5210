#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <arrow/result.h>
#include <arrow/util/cancel.h>

#include "databases/sqlite/block_batch_reader.h"
#include "databases/sqlite/block_source.h"
#include "databases/sqlite/row_policy.h"
#include "quiver/table_stream.h"

namespace quiver::sqlite {

/// The rows that a table's own stream leaves out, as `<table>__quarantine`: `rowid` (where the
/// table has one), `reason`, and every column as the SQL literal of its value, so that nothing is
/// lost. Its partitions are those of the table that hold such rows.
class QuarantineStream : public TableStream {
 public:
  /// Goes over the table once, on up to `jobs` threads, to count. `table` must stay.
  static arrow::Result<std::unique_ptr<QuarantineStream>> Make(const CountedTable& table,
                                                               const RowPolicy& policy,
                                                               BatchLimits limits, int jobs,
                                                               const arrow::StopToken& stop);

  const TableDescription& description() const override { return description_; }
  int64_t num_partitions() const override { return static_cast<int64_t>(partitions_.size()); }
  arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> OpenPartition(
      int64_t partition) override;
  int64_t num_rows() const override { return num_rows_; }

 private:
  QuarantineStream(const CountedTable& table, const RowPolicy& policy, BatchLimits limits,
                   arrow::StopToken stop);

  arrow::Status Count(int jobs);
  arrow::Result<int64_t> CountPartition(int64_t partition) const;

  const CountedTable& table_;
  const RowPolicy& policy_;
  const BatchLimits limits_;
  const arrow::StopToken stop_;
  TableDescription description_;
  std::vector<int64_t> partitions_;
  int64_t num_rows_ = 0;
};

}  // namespace quiver::sqlite
