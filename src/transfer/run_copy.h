#pragma once

#include <arrow/result.h>

#include "quiver/sink.h"
#include "quiver/source.h"
#include "quiver/transfer.h"

namespace quiver {

/// Copy between a source and a sink that are open already.
arrow::Result<TransferReport> RunCopy(Source& source, Sink& sink, const TransferOptions& options);

}  // namespace quiver
