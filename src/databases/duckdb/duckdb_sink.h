#pragma once

#include <memory>
#include <string>

#include <arrow/result.h>

#include "quiver/sink.h"

namespace quiver {

/// Opens a DuckDB database file for writing.
///
/// A file that does not exist is written beside its name, in transactions of a few seconds that a
/// killed run can be resumed after, and gets its name in Commit. In a file that exists everything
/// is one transaction.
///
/// Errors: IOError, one line: what is in the way at `path`, and what to do.
arrow::Result<std::unique_ptr<Sink>> OpenDuckDbSink(const std::string& path,
                                                    const SinkOptions& options);

}  // namespace quiver
