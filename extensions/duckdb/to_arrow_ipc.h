#pragma once

#include "duckdb_api.h"

namespace quiver::duckdb_extension {

/// to_arrow_ipc(query VARCHAR): the rows of a query as the messages of an Arrow stream, which
/// Python and Node.js read from memory. Columns `ipc` BLOB and `header` BOOLEAN: first one row with
/// the schema (and the dictionaries of ENUMs), `header` true; then the batches, in order. All of
/// them one after the other are a stream.
///
/// It is a macro over DuckDB's own query(), so that the rows are those that the connection sees in
/// its transaction, and over two functions of a row, which also take what is not text:
///   SELECT arrow_ipc_batch(t) FROM t      a batch for each vector; NULL in all rows but its first
///   SELECT arrow_ipc_header(t) FROM t     the schema's message, in every row
void RegisterToArrowIpc(duckdb_v2_extension_handle extension, duckdb_v2_context_handle context,
                        duckdb_v2_error_info_handle* err);

}  // namespace quiver::duckdb_extension
