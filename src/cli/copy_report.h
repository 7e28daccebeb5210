#pragma once

#include "quiver/transfer.h"

namespace quiver::cli {

/// The notes and the closing table on stderr; with `json`, one object on stdout in the place of the
/// table.
void PrintCopyReport(const TransferReport& report, bool json);

}  // namespace quiver::cli
