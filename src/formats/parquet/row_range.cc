#include "formats/parquet/row_range.h"

#include <algorithm>

#include <parquet/page_index.h>

namespace quiver::parquet_format {
namespace {

/// A range is cut off only where the columns together decode at most one value in so many in vain.
constexpr int64_t kLeastUse = 8;

/// The last page that begins at `row` or before.
int64_t StartOfPage(const PageStarts& starts, int64_t row) {
  return *std::prev(std::upper_bound(starts.begin(), starts.end(), row));
}

/// Values that a reader beginning with `row` decodes and drops.
int64_t Waste(const std::vector<PageStarts>& columns, int64_t row) {
  int64_t waste = 0;
  for (const PageStarts& starts : columns) waste += row - StartOfPage(starts, row);
  return waste;
}

}  // namespace

PageStarts ReadPageStarts(::parquet::PageIndexReader* index, const ParquetFile& file, int row_group,
                          int leaf) {
  if (index == nullptr) return {};
  try {
    const auto group = index->RowGroup(row_group);
    const auto offsets = group == nullptr ? nullptr : group->GetOffsetIndex(leaf);
    if (offsets == nullptr) return {};
    const int64_t rows = file.metadata->RowGroup(row_group)->num_rows();
    PageStarts starts;
    for (const auto& page : offsets->page_locations()) {
      const bool sound =
          starts.empty() ? page.first_row_index == 0 : page.first_row_index > starts.back();
      if (!sound || page.first_row_index >= rows) return {};
      starts.push_back(page.first_row_index);
    }
    return starts;
  } catch (const std::exception&) {
    return {};  // a damaged index is as good as none
  }
}

std::vector<RowRange> SplitRowGroup(int row_group, int64_t num_rows,
                                    const std::vector<PageStarts>& columns,
                                    int64_t rows_per_range) {
  const RowRange whole{row_group, 0, num_rows};
  if (columns.empty() || std::ranges::any_of(columns, &PageStarts::empty)) return {whole};
  // Readers begin at no cost for the column with the longest pages when they begin with one of
  // them.
  const PageStarts& coarsest = *std::ranges::min_element(columns, {}, &PageStarts::size);
  const int64_t most_waste = rows_per_range * static_cast<int64_t>(columns.size()) / kLeastUse;
  std::vector<RowRange> ranges{whole};
  for (const int64_t row : coarsest) {
    RowRange& last = ranges.back();
    const bool big_enough =
        row - last.begin >= rows_per_range && num_rows - row >= rows_per_range / 2;
    if (!big_enough || Waste(columns, row) > most_waste) continue;
    last.end = row;
    ranges.push_back({row_group, row, num_rows});
  }
  return ranges;
}

}  // namespace quiver::parquet_format
