#include "formats/parquet/pruning.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "formats/parquet/group_statistics.h"
#include "quiver/statistics.h"

namespace quiver::parquet_format {
namespace {

using PagesByColumn = std::map<std::string, std::unique_ptr<PageStatistics>>;

/// What is known of rows `begin` to `end`, which no page of any column divides.
GroupStatistics StatisticsOfRows(const PagesByColumn& columns, int64_t begin, int64_t end) {
  GroupStatistics known;
  known.rows = end - begin;
  for (const auto& [name, pages] : columns) {
    const auto& starts = pages->starts();
    const auto next = std::ranges::upper_bound(starts, begin);
    const size_t page = static_cast<size_t>(next - starts.begin()) - 1;
    ColumnStatistics column = pages->page(page);
    const int64_t page_rows = *next - starts[page];
    if (column.null_count == page_rows) {
      column.null_count = known.rows;  // a page without values
    } else if (column.null_count != 0) {
      column.null_count = -1;  // which of the page's rows they are is not known
    }
    known.columns[name] = std::move(column);
  }
  return known;
}

/// Every row at which a page of some column begins.
std::set<int64_t> Borders(const PagesByColumn& columns, const RowRange& range) {
  std::set<int64_t> borders{range.begin, range.end};
  for (const auto& [name, pages] : columns) {
    for (const int64_t start : pages->starts()) {
      if (start > range.begin && start < range.end) borders.insert(start);
    }
  }
  return borders;
}

RowRange NeededRows(const PagesByColumn& columns, const RowRange& range,
                    const Predicate& predicate) {
  RowRange needed{range.row_group, range.end, range.end};
  const std::set<int64_t> borders = Borders(columns, range);
  for (auto begin = borders.begin(), end = std::next(begin); end != borders.end(); ++begin, ++end) {
    if (CanSkip(predicate, StatisticsOfRows(columns, *begin, *end))) continue;
    needed.begin = std::min(needed.begin, *begin);
    needed.end = *end;
  }
  return needed;
}

}  // namespace

bool CanSkipRowGroup(const ParquetFile& file, int row_group, const Predicate& predicate) {
  return CanSkip(predicate, StatisticsOfRowGroup(file, row_group, predicate));
}

std::vector<RowRange> SkipPages(::parquet::PageIndexReader* index, const ParquetFile& file,
                                const std::vector<RowRange>& ranges, const Predicate& predicate) {
  if (index == nullptr || ranges.empty()) return ranges;
  PagesByColumn columns;
  for (const FileColumn* column : ColumnsOf(predicate, file)) {
    auto pages = PageStatistics::Read(index, file, ranges[0].row_group, *column);
    if (pages != nullptr) columns[column->restored->name()] = std::move(pages);
  }
  if (columns.empty()) return ranges;
  std::vector<RowRange> needed;
  for (const RowRange& range : ranges) {
    const RowRange rows = NeededRows(columns, range, predicate);
    if (rows.rows() > 0) needed.push_back(rows);
  }
  return needed;
}

}  // namespace quiver::parquet_format
