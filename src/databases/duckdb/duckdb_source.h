#pragma once

#include <memory>
#include <string>

#include <arrow/result.h>

#include "quiver/source.h"

namespace quiver {

/// Opens a DuckDB database file for reading. Nobody can write a DuckDB file that another program
/// has open, so that the open file is the snapshot.
///
/// Errors: IOError, one line: no such file, no DuckDB file, open for writing elsewhere.
arrow::Result<std::unique_ptr<Source>> OpenDuckDbSource(const std::string& path,
                                                        const SourceOptions& options);

}  // namespace quiver
