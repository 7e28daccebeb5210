#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "formats/csv/column_converter.h"
#include "formats/csv/csv_table.h"
#include "formats/csv/quarantine_stream.h"
#include "quiver/table_stream.h"

namespace quiver::csv {

/// How one column of a stream is read.
struct ColumnReading {
  /// Among the fields of a row.
  size_t index = 0;
  std::string name;
  std::shared_ptr<arrow::DataType> type;
  /// CsvOptions::types has it.
  bool asked = false;
  /// No value was seen in samples: the first one changes the schema.
  bool no_values = false;

  arrow::Result<std::unique_ptr<ColumnConverter>> MakeConverter(const NullTexts& nulls) const;
};

class CsvTableStream final : public TableStream {
 public:
  /// All columns, or those with the names of `columns`.
  static arrow::Result<std::unique_ptr<CsvTableStream>> Make(
      std::shared_ptr<CsvTable> table, const std::optional<std::vector<std::string>>& columns);

  const TableDescription& description() const override { return description_; }
  int64_t num_partitions() const override { return table_->row_begins().num_partitions(); }
  int64_t num_rows() const override { return num_rows_; }
  TableStream* quarantine() override { return quarantine_.get(); }
  arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> OpenPartition(
      int64_t partition) override;

 private:
  explicit CsvTableStream(std::shared_ptr<CsvTable> table) : table_(std::move(table)) {}

  arrow::Status Describe();
  void Count();

  const std::shared_ptr<CsvTable> table_;
  TableDescription description_;
  std::vector<ColumnReading> columns_;
  bool types_are_final_ = false;
  int64_t num_rows_ = -1;
  std::unique_ptr<QuarantineStream> quarantine_;
};

}  // namespace quiver::csv
