#pragma once

#include <memory>
#include <string>

#include <arrow/result.h>

#include "quiver/sink.h"

namespace quiver {

/// Writes tables into a SQLite file, in one transaction. A new file is written beside the target
/// and renamed; in one that exists other tables stay as they are. An interrupted run is begun anew.
/// Dates, times and decimals become text, because SQLite has no type that holds them exactly.
/// Errors: IOError, each saying what to do.
arrow::Result<std::unique_ptr<Sink>> OpenSqliteSink(const std::string& path,
                                                    const SinkOptions& options);

}  // namespace quiver
