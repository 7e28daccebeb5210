#pragma once

#include "quiver/restart.h"

namespace quiver {

/// Runs `read` again as long as a stream finds out, while it is read, that its schema was not right
/// for all rows (quiver/restart.h). `read` must open its streams anew each time, from the same
/// source, which has learned. Every time widens a type, so there is an end.
template <typename Read>
auto Restarting(Read&& read) -> decltype(read()) {
  for (;;) {
    auto result = read();
    if (!SchemaChanged::Is(arrow::ToStatus(result))) return result;
  }
}

}  // namespace quiver
