#include "databases/sqlite/page_census.h"

#include <algorithm>
#include <utility>

#include "core/parallel.h"

namespace quiver::sqlite {

namespace {

// The census looks into texts for dates only.
std::vector<bool> TextsWanted(const DeclaredTable& table) {
  std::vector<bool> wanted(table.record_columns);
  for (const DeclaredColumn& column : table.columns) {
    if (column.record_index >= 0) wanted[column.record_index] = WantsDates(column);
  }
  return wanted;
}

}  // namespace

/// One thread's tools.
class PageCensus::Worker {
 public:
  explicit Worker(const PageCensus& census)
      : table_(census.table_),
        scanner_(*table_.pages, table_.layout.kind),
        parser_(*table_.pages, table_.layout, TextsWanted(*table_.declared)),
        block_(table_.layout.columns),
        counts_(*table_.declared, census.block_columns_, table_.pages->encoding()) {
    // Payloads that had to be put together from overflow pages are what takes memory.
    block_.byte_limit = int64_t{1} << 20;
  }

  arrow::Result<UnitResult> Count(const TreeUnit& unit) {
    UnitResult result;
    ARROW_RETURN_NOT_OK(scanner_.Open(unit));
    result.child_rows.assign(scanner_.num_children(), 0);
    parser_.Restart(1);
    for (;;) {
      ARROW_ASSIGN_OR_RAISE(bool more, scanner_.NextPiece(&runs_));
      if (!more) break;
      for (const CellRun& run : runs_) {
        result.child_rows[run.child] += run.end - run.begin;
        for (int cell = run.begin; cell < run.end;) {
          ARROW_ASSIGN_OR_RAISE(cell, parser_.Parse(run, cell, &block_));
          if (cell < run.end) ARROW_RETURN_NOT_OK(Flush(&result));
        }
      }
      ARROW_RETURN_NOT_OK(Flush(&result));
    }
    result.columns = counts_.Take();
    return result;
  }

 private:
  arrow::Status Flush(UnitResult* result) {
    if (block_.rows == 0) return arrow::Status::OK();
    if (result->rows == 0) result->first_row_id = block_.row_ids[0];
    result->last_row_id = block_.row_ids[block_.rows - 1];
    result->rows += block_.rows;
    ARROW_RETURN_NOT_OK(counts_.Add(block_));
    block_.Clear();
    return arrow::Status::OK();
  }

  const PageTable& table_;
  UnitScanner scanner_;
  RecordParser parser_;
  CellBlock block_;
  BlockCensus counts_;
  std::vector<CellRun> runs_;
};

PageCensus::PageCensus(const PageTable& table, std::vector<int> block_columns,
                       int64_t partition_rows)
    : table_(table),
      block_columns_(std::move(block_columns)),
      partition_rows_(partition_rows),
      columns_(table.declared->columns.size()),
      partitions_(1) {}

arrow::Status PageCensus::Run(int jobs, const arrow::StopToken& stop) {
  const auto num_units = static_cast<uint32_t>(table_.units.size());
  const auto work = [&]() -> arrow::Status {
    Worker worker(*this);
    for (uint32_t unit; (unit = next_unit_++) < num_units && !failed_;) {
      ARROW_RETURN_NOT_OK(stop.Poll());
      ARROW_ASSIGN_OR_RAISE(UnitResult result, worker.Count(table_.units[unit]));
      ARROW_RETURN_NOT_OK(Deliver(unit, std::move(result)));
    }
    return arrow::Status::OK();
  };
  return RunParallel(std::min<int64_t>(jobs, num_units), [&] {
    arrow::Status status = work();
    if (!status.ok()) failed_ = true;
    return status;
  });
}

arrow::Status PageCensus::Deliver(uint32_t unit, UnitResult result) {
  std::lock_guard lock(mutex_);
  waiting_.emplace(unit, std::move(result));
  while (!waiting_.empty() && waiting_.begin()->first == added_units_) {
    ARROW_RETURN_NOT_OK(Add(added_units_++, waiting_.begin()->second));
    waiting_.erase(waiting_.begin());
  }
  return arrow::Status::OK();
}

arrow::Status PageCensus::Add(uint32_t unit, UnitResult& result) {
  // Only a tree that leads in circles has more leaves than the database has pages.
  visited_leaves_ += static_cast<int64_t>(result.child_rows.size());
  if (visited_leaves_ > table_.pages->page_count()) {
    return DamagedPage(table_.units[unit].page, "the tree has more pages than the database");
  }
  const bool has_row_ids = table_.layout.kind == TreeKind::kTable;
  if (has_row_ids && result.rows > 0) {
    if (num_rows_ > 0 && result.first_row_id <= last_row_id_) {
      return DamagedPage(table_.units[unit].page, "rowids that do not ascend");
    }
    last_row_id_ = result.last_row_id;
  }
  for (size_t i = 0; i < columns_.size(); ++i) {
    ColumnCensus& column = result.columns[i];
    if (!has_row_ids) {  // ordinals count from the beginning of the unit so far
      for (auto& rows : column.first_rows) {
        for (int64_t& row : rows) row += num_rows_;
      }
      for (int64_t& row : column.first_beyond_double) row += num_rows_;
    }
    columns_[i].Merge(column);
  }
  for (size_t child = 0; child < result.child_rows.size(); ++child) {
    const int64_t end = num_rows_ + result.child_rows[child];
    for (int64_t start = static_cast<int64_t>(partitions_.size()) * partition_rows_; start < end;
         start += partition_rows_) {
      partitions_.push_back(
          {unit, static_cast<int>(child), static_cast<int>(start - num_rows_), start});
    }
    num_rows_ = end;
  }
  return arrow::Status::OK();
}

}  // namespace quiver::sqlite
