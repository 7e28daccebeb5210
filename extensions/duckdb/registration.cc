// What quiver.duckdb_extension adds to DuckDB.
#include "arrow_metadata.h"
#include "arrow_scan_stats.h"
#include "copy_format.h"
#include "database_state.h"
#include "duckdb_api.h"
#include "quiver_scan.h"
#include "read_arrow.h"
#include "replacement_scan.h"
#include "scan_arrow_ipc.h"
#include "to_arrow_ipc.h"

DUCKDB_EXTENSION_ENTRYPOINT(duckdb_v2_extension_handle extension, duckdb_v2_context_handle context,
                            duckdb_v2_error_info_handle* err) {
  using namespace quiver::duckdb_extension;
  Guarded(err, [&] {
    const auto database = std::make_shared<DatabaseState>();
    RegisterQuiverScan(extension, context, err);
    RegisterReadArrow(extension, context, database, err);
    RegisterArrowMetadata(extension, context, err);
    RegisterArrowScanStats(extension, context, database, err);
    RegisterReplacementScan(extension, context, err);
    RegisterScanArrowIpc(extension, context, database, err);
    RegisterCopyFormats(extension, context, database, err);
    RegisterToArrowIpc(extension, context, err);
  });
}
