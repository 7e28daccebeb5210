#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <arrow/result.h>

#include "formats/csv/column_census.h"
#include "formats/csv/csv_text.h"
#include "formats/csv/dialect.h"
#include "formats/csv/null_texts.h"
#include "formats/csv/row_begins.h"
#include "formats/csv/row_reader.h"
#include "quiver/source.h"

namespace quiver::csv {

/// What reading all rows of a partition told about it.
struct PartitionCount {
  int64_t rows = 0;
  int64_t bad_rows = 0;
  int64_t lines = 0;
};

/// A CSV file that is one table: how it is cut into rows, and what its columns hold.
///
/// Threads: after Open, all but TakeWholeCensus may be called from any thread.
class CsvTable {
 public:
  /// Finds out dialect, names and types: from all rows of a small file, from samples over a larger
  /// one. Errors: Invalid for a file without rows.
  static arrow::Result<std::shared_ptr<CsvTable>> Open(const std::string& path,
                                                       const SourceOptions& options, Layout layout);

  /// Reads all rows, on as many threads as the budget has, so that the types are right for all of
  /// them.
  arrow::Status TakeWholeCensus();

  /// Whether the census is one of all rows.
  bool census_is_whole() const { return census_is_whole_; }
  const std::vector<ColumnCensus>& census() const { return census_; }
  /// Where the census is whole and was taken by TakeWholeCensus: of each partition. Else empty.
  const std::vector<PartitionCount>& counts() const { return counts_; }

  /// A value was found that the types of the samples don't hold.
  void SetMisfit() { misfit_ = true; }
  bool misfit() const { return misfit_; }

  const TableName& name() const { return name_; }
  const SourceOptions& options() const { return options_; }
  const CsvText& text() const { return text_; }
  const Dialect& dialect() const { return dialect_; }
  const std::vector<std::string>& column_names() const { return column_names_; }
  /// What was done to the names.
  const std::vector<std::string>& notes() const { return notes_; }
  const NullTexts& nulls() const { return nulls_; }
  RowBegins& row_begins() { return *row_begins_; }
  int64_t estimated_rows() const { return estimated_rows_; }

  arrow::Result<std::unique_ptr<RowReader>> OpenRows(int64_t partition);

  /// "file, line 12: 3 fields where there must be 5".
  arrow::Status BadRowError(const RowReader& rows, const RowBlock::BadRow& row) const;
  /// The line that a byte of the current block is on.
  arrow::Result<int64_t> LineOf(const RowReader& rows, uint32_t offset) const;
  /// Errors: Invalid, with line and column, for text that is not UTF-8.
  arrow::Status CheckUtf8(const RowReader& rows) const;

 private:
  CsvTable(const SourceOptions& options, Layout layout)
      : options_(options), layout_(layout), nulls_(options.csv.null_values) {}

  arrow::Status Detect();
  arrow::Status ReadHead(std::string* head);
  arrow::Status NameColumns(std::string_view head, bool last);
  arrow::Status TakeSamples(std::string_view head, bool last);
  arrow::Status CountPartition(int64_t partition, std::vector<ColumnCensus>* census);

  const SourceOptions options_;
  const Layout layout_;
  const NullTexts nulls_;
  TableName name_;
  CsvText text_;
  Dialect dialect_;
  int64_t first_row_ = 0;  // behind the header
  std::vector<std::string> column_names_;
  std::vector<std::string> notes_;
  std::unique_ptr<RowBegins> row_begins_;
  std::vector<ColumnCensus> census_;
  std::vector<PartitionCount> counts_;
  bool census_is_whole_ = false;
  int64_t estimated_rows_ = -1;
  std::atomic<bool> misfit_ = false;
};

/// Why a bad row is bad.
std::string BadRowReason(const RowBlock::BadRow& row, size_t columns);

}  // namespace quiver::csv
