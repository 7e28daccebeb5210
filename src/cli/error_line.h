#pragma once

#include <string_view>

#include <arrow/status.h>

namespace quiver::cli {

/// "quiver" or "pg2arrow": defined where the program's main is.
extern const char kProgramName[];

/// Writes one line to stderr: `quiver: error: ` and the text, whatever line breaks that has.
void PrintError(std::string_view text);
void PrintError(const arrow::Status& status);

}  // namespace quiver::cli
