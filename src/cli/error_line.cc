#include "cli/error_line.h"

#include <unistd.h>

#include <string>

#include <fmt/format.h>

#include "cli/terminal.h"
#include "cli/visible_text.h"

namespace quiver::cli {
namespace {

// Messages of libraries may have several lines.
std::string OneLine(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool space = c == '\n' || c == '\r' || c == '\t' || c == ' ';
    if (!space) {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return VisibleText(line);
}

}  // namespace

void PrintError(std::string_view text) {
  const bool colours = UsesColours(STDERR_FILENO);
  fmt::print(stderr, "{}{}: error:{} {}\n", colours ? "\033[1;31m" : "", kProgramName,
             colours ? "\033[0m" : "", OneLine(text));
}

void PrintError(const arrow::Status& status) { PrintError(status.message()); }

}  // namespace quiver::cli
