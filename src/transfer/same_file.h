#pragma once

#include <arrow/status.h>

#include "quiver/location.h"

namespace quiver {

/// Errors: Invalid when both locations are the same file, also by another path or link.
arrow::Status CheckNotSameFile(const Location& source, const Location& target);

}  // namespace quiver
