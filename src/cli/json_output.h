#pragma once

#include <nlohmann/json.hpp>

namespace quiver::cli {

/// Writes `value` and a line break to stdout, in one line.
void PrintJson(const nlohmann::ordered_json& value);

}  // namespace quiver::cli
