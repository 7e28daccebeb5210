#pragma once

#include "quiver/transfer.h"

namespace quiver::cli {

/// The plan on stdout, as text or as one JSON object, and what would stop a copy on stderr.
void PrintPlan(const TransferPlan& plan, bool json);

}  // namespace quiver::cli
