#pragma once

#include <memory>
#include <vector>

#include <parquet/page_index.h>
#include <parquet/statistics.h>

#include "formats/parquet/parquet_file.h"
#include "quiver/predicate.h"
#include "quiver/statistics.h"

namespace quiver::parquet_format {

/// What Parquet statistics say in Quiver's terms; unknown wherever they are missing, of an order
/// that is not the one of the column's type, or strange.
ColumnStatistics ToColumnStatistics(const FileColumn& column,
                                    const ::parquet::Statistics* statistics);

/// What the footer says about one row group, for the columns that `predicate` is about.
GroupStatistics StatisticsOfRowGroup(const ParquetFile& file, int row_group,
                                     const Predicate& predicate);

/// One column's pages as the column index and the offset index describe them.
class PageStatistics {
 public:
  /// Null where the file has no (sound) page index for the column.
  static std::unique_ptr<PageStatistics> Read(::parquet::PageIndexReader* index,
                                              const ParquetFile& file, int row_group,
                                              const FileColumn& column);

  /// The first row of each page, and after the last one the number of rows.
  const std::vector<int64_t>& starts() const { return starts_; }
  /// About rows that all lie in page `page`.
  const ColumnStatistics& page(size_t page) const { return pages_[page]; }

 private:
  std::vector<int64_t> starts_;
  std::vector<ColumnStatistics> pages_;
};

/// The columns of `file` that `predicate` names (those whose name is there once).
std::vector<const FileColumn*> ColumnsOf(const Predicate& predicate, const ParquetFile& file);

}  // namespace quiver::parquet_format
