#pragma once

#include "duckdb_api.h"

namespace quiver::duckdb_extension {

/// COPY ... TO 'x.arrow' (FORMAT arrow), and feather, which is the same: an Arrow file. FORMAT
/// arrows: an Arrow stream. Options: copy_options.h; types: column_type.h.
///
/// DuckDB's threads turn batches into the file's own bytes, several at a time; one appends them, in
/// the order of the rows where DuckDB keeps it (preserve_insertion_order). The file is written
/// beside its target and renamed at the end.
void AddCopyTo(duckdb_v2_copy_function_handle function, duckdb_v2_error_info_handle* err);

}  // namespace quiver::duckdb_extension
