#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include <arrow/record_batch.h>

#include "batch_importer.h"
#include "bound_table.h"
#include "row_filter.h"
#include "scan_log.h"

namespace quiver::duckdb_extension {

/// One scan of a bound table: its parts, file after file, for the threads that read them. The table
/// must outlive it.
class TableScan {
 public:
  /// A part of a file, which one thread reads.
  struct Part {
    /// Greater than that of every part before it in the order of the rows.
    idx_t number = 0;
    const BoundFile* file = nullptr;
    std::shared_ptr<ArrowTable> table;
    std::shared_ptr<ArrowScan> scan;
    int64_t part_of_scan = 0;
  };

  /// `tables` are those of the bound table's files; `columns` are the bound table's, the constant
  /// ones after the others.
  TableScan(const BoundTable& table, std::vector<std::shared_ptr<ArrowTable>> tables,
            const std::vector<idx_t>& columns, ScanLog* log, duckdb_v2_error_info_handle* err);

  /// Of the columns that come from files, in the order in which they are wanted.
  const std::shared_ptr<arrow::Schema>& schema() const { return schema_; }
  /// Where they are among all that are wanted.
  const std::vector<BatchImporter::Place>& places() const { return places_; }
  struct Constant {
    idx_t place;
    idx_t constant;
  };
  const std::vector<Constant>& constants() const { return constants_; }

  idx_t most_threads() const;
  double progress() const;

  /// Nothing when there is none left. From any thread.
  std::optional<Part> ClaimPart();
  /// From any thread.
  std::shared_ptr<arrow::RecordBatchReader> OpenPart(const Part& part) const;
  /// A batch of that reader in the form that `schema` asks for, perhaps without rows that are not
  /// wanted. Errors name the file.
  std::shared_ptr<arrow::RecordBatch> Imported(const Part& part,
                                               const arrow::RecordBatch& batch) const;

 private:
  // The scan of the next file that has to be read. False when there is none.
  bool OpenNextFile();
  std::optional<Predicate> PredicateFor(size_t file) const;

  const BoundTable& table_;
  const std::vector<std::shared_ptr<ArrowTable>> tables_;  // one for each of its files
  std::vector<int> columns_;                               // in the bound table's schema
  std::shared_ptr<arrow::Schema> schema_;
  std::vector<BatchImporter::Place> places_;
  std::vector<Constant> constants_;
  // Null where nothing is known of the rows that are wanted.
  std::unique_ptr<const RowFilter> row_filter_;
  // By file, what is known of its constant columns.
  std::vector<std::vector<std::shared_ptr<arrow::Scalar>>> constant_scalars_;
  const std::shared_ptr<ScanFigures> figures_ = std::make_shared<ScanFigures>();

  mutable std::mutex mutex_;
  size_t next_file_ = 0;             // guarded by mutex_
  std::shared_ptr<ArrowScan> scan_;  // of the file before it; guarded by mutex_
  idx_t next_number_ = 0;            // guarded by mutex_
};

}  // namespace quiver::duckdb_extension
