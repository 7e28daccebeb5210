#pragma once

#include "files/table_file.h"

namespace quiver {

/// CSV as RFC 4180 has it, in UTF-8 with LF: a header, commas, quotes where a text needs them. NULL
/// is an empty field, an empty text "". Floating-point numbers have the shortest digits that read
/// back as the same; decimals all of theirs; dates and times are ISO 8601, with Z where they have a
/// zone; binary values are \x and hexadecimal digits. Nested types are an error.
///
/// SinkOptions::compression: none, "gzip", "zstd", either with a level. Batches are compressed each
/// on its own, on many threads; readers take the parts for one file.
TableFileFormat CsvFileFormat();

}  // namespace quiver
