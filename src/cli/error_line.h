#pragma once

#include <string_view>

#include <arrow/status.h>

namespace quiver::cli {

/// Writes one line to stderr: `quiver: error: ` and the text, whatever line breaks that has.
void PrintError(std::string_view text);
void PrintError(const arrow::Status& status);

}  // namespace quiver::cli
