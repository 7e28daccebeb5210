#pragma once

#include <cstdint>
#include <functional>

#include <arrow/status.h>

#include "formats/csv/csv_text.h"
#include "formats/csv/dialect.h"
#include "formats/csv/scanner.h"

namespace quiver::csv {

/// Gives `take` some rows from windows spread evenly over [begin, end of the text). In the middle
/// of a text nobody can know whether a quote opens or closes, so that a window counts only where
/// its rows have the right number of fields when it begins outside of quotes, and have not when it
/// begins inside.
arrow::Status SampleRows(const CsvText& text, const Dialect& dialect, int64_t begin,
                         const std::function<void(const RowBlock&)>& take);

}  // namespace quiver::csv
