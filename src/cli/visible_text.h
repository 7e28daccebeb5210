#pragma once

#include <string>
#include <string_view>

namespace quiver::cli {

/// `text` with control characters and broken UTF-8 as escapes (`\n`, `\x1b`), so that a value
/// takes one line and can't steer the terminal.
std::string VisibleText(std::string_view text);

/// Columns that visible text takes on a terminal: wide characters take two, combining ones none.
int DisplayWidth(std::string_view text);

/// As much of `text` as fits `width` columns; ends in "…" when something is missing.
std::string CutToWidth(std::string_view text, int width);

}  // namespace quiver::cli
