#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <arrow/result.h>

#include "databases/postgres/copy_batch_reader.h"
#include "databases/postgres/quarantine_stream.h"
#include "databases/postgres/row_source.h"
#include "databases/postgres/snapshot.h"
#include "databases/postgres/table_column.h"
#include "quiver/table_stream.h"

namespace quiver::postgres {

/// A table, or the rows of a query: each partition is a COPY on a session of its own.
class PostgresTableStream final : public TableStream {
 public:
  /// The description's schema is that of `columns`.
  PostgresTableStream(std::shared_ptr<Snapshot> snapshot, TableDescription description,
                      RowSource source, std::vector<TableColumn> columns, BatchLimits limits,
                      arrow::StopToken stop);

  const TableDescription& description() const override { return description_; }
  int64_t num_partitions() const override {
    return static_cast<int64_t>(source_.partitions.size());
  }
  bool ordered() const override { return source_.ordered; }
  arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> OpenPartition(
      int64_t partition) override;
  TableStream* quarantine() override { return quarantine_.get(); }

 private:
  const std::shared_ptr<Snapshot> snapshot_;
  const TableDescription description_;
  const RowSource source_;
  const std::vector<TableColumn> columns_;
  const BatchLimits limits_;
  const arrow::StopToken stop_;
  std::unique_ptr<QuarantineStream> quarantine_;
};

}  // namespace quiver::postgres
