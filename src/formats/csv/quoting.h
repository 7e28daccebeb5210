#pragma once

#include <string_view>

#include "formats/csv/cell_texts.h"

namespace quiver::csv {

/// Whether a text has a character that stands in a CSV field only inside quotes.
bool HasSpecialCharacters(std::string_view text);

/// Adds a text that is a value: in quotes where it needs them, and where it is empty, because
/// without quotes that is NULL.
void AddQuoted(std::string_view text, CellTexts* to);

}  // namespace quiver::csv
