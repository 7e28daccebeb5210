#include "databases/sqlite/page_counted_table.h"

#include <algorithm>
#include <utility>

#include "databases/sqlite/page_census.h"

namespace quiver::sqlite {

arrow::Result<std::unique_ptr<PageCountedTable>> PageCountedTable::Open(
    const PageReader& pages, const DeclaredTable& declared, int jobs,
    const arrow::StopToken& stop) {
  ARROW_ASSIGN_OR_RAISE(PageTable table, PageTable::Open(pages, declared));
  std::unique_ptr<PageCountedTable> counted(new PageCountedTable(std::move(table)));
  PageCensus census(counted->table_, counted->block_columns(), kPartitionRows);
  ARROW_RETURN_NOT_OK(census.Run(jobs, stop));
  counted->census_ = census.TakeColumns();
  counted->num_rows_ = census.num_rows();
  counted->partitions_ = census.TakePartitions();
  return counted;
}

int64_t PageCountedTable::rows_in(int64_t partition) const {
  return std::min(kPartitionRows, num_rows_ - partition * kPartitionRows);
}

arrow::Result<std::unique_ptr<BlockSource>> PageCountedTable::Open(int64_t partition) const {
  auto scanner = std::make_unique<RowScanner>(table_);
  ARROW_RETURN_NOT_OK(
      scanner->Seek(partitions_[partition], static_cast<uint32_t>(table_.units.size())));
  return scanner;
}

std::vector<int> PageCountedTable::block_columns() const {
  std::vector<int> columns;
  for (const DeclaredColumn& column : declared().columns) columns.push_back(column.record_index);
  return columns;
}

}  // namespace quiver::sqlite
