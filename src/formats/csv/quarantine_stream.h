#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "formats/csv/csv_table.h"
#include "quiver/table_stream.h"

namespace quiver::csv {

/// The bad rows of a table that was counted, as `<table>__quarantine`: the line that each begins
/// on, its text as it is in the file, and the reason. Its partitions are those of the table that
/// have such rows.
class QuarantineStream final : public TableStream {
 public:
  explicit QuarantineStream(std::shared_ptr<CsvTable> table);

  const TableDescription& description() const override { return description_; }
  int64_t num_partitions() const override { return static_cast<int64_t>(partitions_.size()); }
  int64_t num_rows() const override { return num_rows_; }
  arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> OpenPartition(
      int64_t partition) override;

 private:
  const std::shared_ptr<CsvTable> table_;
  TableDescription description_;
  std::vector<int64_t> partitions_;
  int64_t num_rows_ = 0;
};

}  // namespace quiver::csv
