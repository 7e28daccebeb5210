#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <vector>

#include <arrow/status.h>
#include <arrow/util/cancel.h>

#include "databases/sqlite/block_census.h"
#include "databases/sqlite/page_table.h"

namespace quiver::sqlite {

/// Goes over a whole table once, on several threads: counts rows and storage classes, finds where
/// partitions begin, and checks the structure of every page and record on the way.
///
/// The units of the table are shared out one by one; what was found in them is added up in their
/// order, so that the result does not depend on the threads, and first rows are first rows.
class PageCensus {
 public:
  PageCensus(const PageTable& table, std::vector<int> block_columns, int64_t partition_rows);

  arrow::Status Run(int jobs, const arrow::StopToken& stop);

  // After Run:
  int64_t num_rows() const { return num_rows_; }
  std::vector<ColumnCensus> TakeColumns() { return std::move(columns_); }
  /// Where each partition begins; one for an empty table.
  std::vector<RowPosition> TakePartitions() { return std::move(partitions_); }

 private:
  struct UnitResult {
    std::vector<ColumnCensus> columns;
    std::vector<int> child_rows;
    int64_t rows = 0;
    int64_t first_row_id = 0;
    int64_t last_row_id = 0;
  };
  class Worker;

  arrow::Status Deliver(uint32_t unit, UnitResult result);
  arrow::Status Add(uint32_t unit, UnitResult& result);

  const PageTable& table_;
  const std::vector<int> block_columns_;
  const int64_t partition_rows_;
  std::atomic<uint32_t> next_unit_ = 0;
  std::atomic<bool> failed_ = false;

  std::mutex mutex_;  // guards what follows
  std::map<uint32_t, UnitResult> waiting_;
  uint32_t added_units_ = 0;
  int64_t visited_leaves_ = 0;
  int64_t num_rows_ = 0;
  int64_t last_row_id_ = 0;
  std::vector<ColumnCensus> columns_;
  std::vector<RowPosition> partitions_;
};

}  // namespace quiver::sqlite
