#pragma once

#include <cstdint>

#include <arrow/array.h>
#include <arrow/type.h>

#include "duckdb_api.h"

namespace quiver::duckdb_extension {

// DuckDB keeps a value of at most 12 bytes inside of the vector (duckdb_v2_bytes). Such values are
// put there in a tight loop; DuckDB's importer takes more than twice as long for them.

/// Whether all values of `column`, of a field like `field`, are text or bytes that DuckDB keeps
/// inside, as they are: no extension type gives them another meaning.
bool AreShortTexts(const arrow::Field& field, const arrow::Array& column);

/// Rows from `begin` on of a column of which AreShortTexts is true, into a flat vector of VARCHAR
/// or BLOB, whose size is set already. Throws an Error where the file under it has been changed.
void WriteShortTexts(const arrow::Array& column, int64_t begin, idx_t rows,
                     duckdb_v2_vector_handle to, duckdb_v2_error_info_handle* err);

}  // namespace quiver::duckdb_extension
