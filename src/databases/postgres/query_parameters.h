#pragma once

#include <string>
#include <vector>

#include <arrow/result.h>

namespace quiver::postgres {

/// Replaces every `$(name)` in a query with `alias.p0`, `alias.p1` ..., and adds the name of each
/// to `parameters` where it is not in it yet. A name that differs from a column's only in the case
/// of its letters becomes that column's. `\$(` stands for `$(`.
///
/// Errors: Invalid where `$(name)` with a column's name stands between quotes, where it could not
/// be a value, and for one that has no end.
arrow::Result<std::string> BindParameters(const std::string& sql,
                                          const std::vector<std::string>& columns,
                                          const std::string& alias,
                                          std::vector<std::string>* parameters);

}  // namespace quiver::postgres
