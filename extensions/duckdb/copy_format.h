#pragma once

#include <memory>

#include "database_state.h"
#include "duckdb_api.h"
#include "files/table_file.h"

namespace quiver::duckdb_extension {

/// One FORMAT of COPY, as its callbacks get it (their user data).
struct CopyFormat {
  const TableFileFormat* file;
  std::shared_ptr<DatabaseState> database;
};

/// The formats arrow, feather and ipc (Arrow files) and arrows (Arrow streams): copy_to.h,
/// copy_from.h.
void RegisterCopyFormats(duckdb_v2_extension_handle extension, duckdb_v2_context_handle context,
                         const std::shared_ptr<DatabaseState>& database,
                         duckdb_v2_error_info_handle* err);

}  // namespace quiver::duckdb_extension
