#pragma once

#include <memory>

#include <arrow/result.h>

#include "quiver/location.h"
#include "quiver/sink.h"
#include "quiver/source.h"

namespace quiver {

/// Opens what `location` names and takes the snapshot. Errors: IOError (with the path and what to
/// do), NotImplemented for a kind that can't be read.
arrow::Result<std::unique_ptr<Source>> OpenSource(const Location& location,
                                                  const SourceOptions& options);

/// Opens `location` for writing; nothing under its name changes before Sink::Commit.
arrow::Result<std::unique_ptr<Sink>> OpenSink(const Location& location, const SinkOptions& options);

}  // namespace quiver
