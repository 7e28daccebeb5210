#pragma once

#include <arrow/result.h>

#include "quiver/source.h"
#include "quiver/verify.h"

namespace quiver {

/// Verify between two sources that are open already.
arrow::Result<VerifyReport> VerifySources(Source& a, Source& b, const VerifyOptions& options);

}  // namespace quiver
