// What quiver.duckdb_extension adds to DuckDB.
#include "duckdb_api.h"
#include "quiver_scan.h"

DUCKDB_EXTENSION_ENTRYPOINT(duckdb_v2_extension_handle extension, duckdb_v2_context_handle context,
                            duckdb_v2_error_info_handle* err) {
  using namespace quiver::duckdb_extension;
  Guarded(err, [&] { RegisterQuiverScan(extension, context, err); });
}
