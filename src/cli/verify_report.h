#pragma once

#include "quiver/verify.h"

namespace quiver::cli {

/// What was compared and what differs, on stdout: lines of text, or one JSON object.
void PrintVerifyReport(const VerifyReport& report, bool json);

}  // namespace quiver::cli
