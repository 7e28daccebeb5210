#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "formats/csv/dialect.h"
#include "quiver/csv_options.h"

namespace quiver::csv {

/// Where a row is in a text, and how many fields it has.
struct RowExtent {
  size_t begin;
  size_t end;  ///< where the next row begins
  size_t fields;
};

/// The first `most` rows of `text`, blank lines left out. Where `last`, the end of the text ends a
/// row.
std::vector<RowExtent> SplitRows(const Dialect& dialect, std::string_view text, bool last,
                                 size_t most);

/// Finds out what `options` don't say, from the first rows of a file: the delimiter is the one that
/// cuts the most of them into as many fields as the first one has, and into the more of them.
/// Everything but `header` is set; columns is 0 where there are no rows.
Dialect DetectDialect(std::string_view head, bool last, const CsvOptions& options);

}  // namespace quiver::csv
