#pragma once

#include "duckdb_api.h"

namespace quiver::duckdb_extension {

/// What Arrow files say of themselves, without their rows:
///   arrow_schema(files): a row for each column
///   arrow_batches(files): a row for each record batch, with its place and statistics
///   arrow_kv_metadata(files): a row for each key of the metadata: of schema, file and columns
void RegisterArrowMetadata(duckdb_v2_extension_handle extension, duckdb_v2_context_handle context,
                           duckdb_v2_error_info_handle* err);

}  // namespace quiver::duckdb_extension
