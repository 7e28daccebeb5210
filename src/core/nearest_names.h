#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace quiver {

/// Those of `names` that a person may have meant by `wanted`, best first: equal but for case, or at
/// a small edit distance, or one inside the other. At most three.
std::vector<std::string> NearestNames(std::string_view wanted,
                                      const std::vector<std::string>& names);

}  // namespace quiver
