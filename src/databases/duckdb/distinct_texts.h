#pragma once

#include <set>
#include <string>

#include <arrow/result.h>

#include "quiver/table_stream.h"

namespace quiver::duckdb {

/// The text and JSON columns of a big table whose values are nearly all different from each other.
///
/// Left to itself, DuckDB stores text in dictionaries (DICT_FSST), one for each row group, and
/// builds them for such columns as well, which takes longer than everything else of a copy. ZSTD
/// writes these in half the time, is read as quickly, and takes a tenth to a quarter more room.
///
/// Looks at the first batch, which is about what one dictionary would hold. A table of one
/// partition is not worth the look: none. Errors are those of the stream.
arrow::Result<std::set<std::string>> MostlyDistinctTexts(TableStream* stream);

}  // namespace quiver::duckdb
