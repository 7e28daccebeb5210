#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quiver/predicate.h"

namespace quiver {

/// The part of a table that somebody wants.
struct Scan {
  /// The columns, in this order; all of them without a value.
  std::optional<std::vector<std::string>> columns;
  /// Rows for which it is not true need not come. A source leaves out what it can without reading
  /// it (batches, row groups), and may give the rest all the same.
  std::optional<Predicate> predicate;
};

}  // namespace quiver
