#pragma once

#include <arrow/result.h>

#include "cli/pg2arrow_options.h"

namespace quiver::cli {

/// Writes the rows that the options ask for into their file; gives the exit code.
arrow::Result<int> Export(Pg2arrowOptions options);

}  // namespace quiver::cli
