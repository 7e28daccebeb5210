#pragma once

#include <cstdint>
#include <memory>

#include "quiver/table_stream.h"

namespace quiver {

/// The rows of an ordered table without its first `skipped` ones, as one partition.
std::unique_ptr<TableStream> RowsAfter(std::unique_ptr<TableStream> table, int64_t skipped);

}  // namespace quiver
