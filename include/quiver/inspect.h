#pragma once

#include <string>
#include <vector>

#include <arrow/result.h>

#include "quiver/file_layout.h"
#include "quiver/location.h"

namespace quiver {

struct InspectedFile {
  std::string path;
  FileLayout layout;
};

/// What an Arrow or Parquet file, or each of those in a folder or of a pattern, says of itself:
/// read from the metadata, not from the rows. Errors: NotImplemented for other kinds of location.
arrow::Result<std::vector<InspectedFile>> Inspect(const Location& location);

}  // namespace quiver
