#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "formats/parquet/parquet_file.h"

namespace quiver::parquet_format {

/// Rows `begin` up to (not with) `end` of one row group.
struct RowRange {
  int row_group = 0;
  int64_t begin = 0;
  int64_t end = 0;

  int64_t rows() const { return end - begin; }
};

/// Where the pages of one Parquet column begin, from the offset index: the row of each page's first
/// value, ascending, beginning with 0.
using PageStarts = std::vector<int64_t>;

/// Empty where the file has no offset index for it, or one that makes no sense.
PageStarts ReadPageStarts(::parquet::PageIndexReader* index, const ParquetFile& file, int row_group,
                          int leaf);

/// A row group as one or more ranges that can be read at the same time, each about `rows_per_range`
/// rows, cut where pages of the columns begin. One range where that would make the readers decode
/// many values in vain, or where the file doesn't say where its pages begin.
std::vector<RowRange> SplitRowGroup(int row_group, int64_t num_rows,
                                    const std::vector<PageStarts>& columns, int64_t rows_per_range);

}  // namespace quiver::parquet_format
