#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quiver::postgres {

/// The labels of "ENUM('a', 'b')", which is what a dictionary's "duckdb_type" says of them. Nothing
/// for any other text, and for labels that an enum can't have.
std::optional<std::vector<std::string>> ParseEnumLabels(std::string_view type);

}  // namespace quiver::postgres
