#pragma once

#include <vector>

#include <parquet/page_index.h>

#include "formats/parquet/row_range.h"
#include "quiver/predicate.h"

namespace quiver::parquet_format {

/// Whether the footer's statistics show that no row of the row group fulfils `predicate`.
bool CanSkipRowGroup(const ParquetFile& file, int row_group, const Predicate& predicate);

/// What is left of `ranges` of one row group once the pages are left out which, by the page index,
/// hold no row that fulfils `predicate`: each range from the first to the last page that may have
/// one, or nothing. Ranges come back as they are where there is no page index.
std::vector<RowRange> SkipPages(::parquet::PageIndexReader* index, const ParquetFile& file,
                                const std::vector<RowRange>& ranges, const Predicate& predicate);

}  // namespace quiver::parquet_format
