#pragma once

#include <arrow/util/cancel.h>

namespace quiver::cli {

/// From now on the first SIGINT or SIGTERM asks the run to stop, and the second one ends the
/// process at once.
void CatchInterrupts();

/// The token of every run of this process.
arrow::StopToken InterruptToken();

}  // namespace quiver::cli
