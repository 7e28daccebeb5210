#pragma once

#include <string>
#include <string_view>

namespace quiver::csv {

inline bool IsQuoted(std::string_view field) { return !field.empty() && field.front() == '"'; }

/// What a quoted field stands for: without its quotes, doubled ones as one. The view is into the
/// field, or into `scratch` where a quote was doubled, and in both cases has 16 readable bytes
/// before it.
std::string_view Unquote(std::string_view field, std::string* scratch);

}  // namespace quiver::csv
