#pragma once

#include "cli/first_rows.h"

namespace quiver::cli {

/// Aligned columns for people, on stdout. NULL stands out: text that reads NULL, and empty text,
/// are in quotes. Very long values are cut, with "…" at the end.
void PrintRowsAsTable(const FirstRows& rows);

/// RFC 4180. NULL is nothing at all, empty text is "".
void PrintRowsAsCsv(const FirstRows& rows);

/// One JSON object for each row, each in a line of its own. Numbers that JSON has not (NaN,
/// infinities), decimals, dates, times and binary are strings.
void PrintRowsAsJson(const FirstRows& rows);

}  // namespace quiver::cli
