#pragma once

#include <memory>
#include <vector>

#include <arrow/result.h>
#include <arrow/util/cancel.h>

#include "databases/sqlite/block_source.h"
#include "databases/sqlite/page_table.h"

namespace quiver::sqlite {

/// A b-tree table, read by its pages. Partitions have kPartitionRows rows each, the last one what
/// is left, so that they depend on the rows alone. That number is DuckDB's row group: a sink that
/// gives each partition to one thread fills whole row groups.
class PageCountedTable : public CountedTable {
 public:
  static constexpr int64_t kPartitionRows = 122'880;

  /// Counts the whole table, on up to `jobs` threads. Both references must stay. Errors: IOError
  /// naming the page, Cancelled.
  static arrow::Result<std::unique_ptr<PageCountedTable>> Open(const PageReader& pages,
                                                               const DeclaredTable& declared,
                                                               int jobs,
                                                               const arrow::StopToken& stop);

  const DeclaredTable& declared() const override { return *table_.declared; }
  const std::vector<ColumnCensus>& census() const override { return census_; }
  int64_t num_rows() const override { return num_rows_; }
  int64_t num_partitions() const override { return static_cast<int64_t>(partitions_.size()); }
  int64_t rows_in(int64_t partition) const override;
  arrow::Result<std::unique_ptr<BlockSource>> Open(int64_t partition) const override;
  int block_width() const override { return table_.layout.columns; }
  std::vector<int> block_columns() const override;
  TextEncoding encoding() const override { return table_.pages->encoding(); }
  bool rows_have_ids() const override { return table_.layout.kind == TreeKind::kTable; }

 private:
  explicit PageCountedTable(PageTable table) : table_(std::move(table)) {}

  const PageTable table_;
  std::vector<ColumnCensus> census_;
  int64_t num_rows_ = 0;
  std::vector<RowPosition> partitions_;
};

}  // namespace quiver::sqlite
