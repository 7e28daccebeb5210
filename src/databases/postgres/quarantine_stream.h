#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <arrow/result.h>

#include "databases/postgres/copy_batch_reader.h"
#include "databases/postgres/row_source.h"
#include "databases/postgres/snapshot.h"
#include "databases/postgres/table_column.h"
#include "quiver/table_stream.h"

namespace quiver::postgres {

/// The rows that a table's own stream leaves out, as `<table>__quarantine`: `ctid` (where its rows
/// have one), `reason`, and every column as PostgreSQL prints it. Its partitions are the table's.
class QuarantineStream final : public TableStream {
 public:
  /// `source` must stay.
  QuarantineStream(std::shared_ptr<Snapshot> snapshot, const TableDescription& table,
                   const RowSource& source, const std::vector<TableColumn>& columns,
                   BatchLimits limits, arrow::StopToken stop);

  const TableDescription& description() const override { return description_; }
  int64_t num_partitions() const override {
    return static_cast<int64_t>(source_.partitions.size());
  }
  arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> OpenPartition(
      int64_t partition) override;

 private:
  const std::shared_ptr<Snapshot> snapshot_;
  const std::string table_;
  const RowSource& source_;
  // Those that have misfits; they come first in each row.
  std::vector<TableColumn> checked_;
  std::string select_;
  TableDescription description_;
  const BatchLimits limits_;
  const arrow::StopToken stop_;
};

}  // namespace quiver::postgres
