#include "cli/help_formatter.h"

#include <sstream>

#include "cli/app_description.h"

namespace quiver::cli {
namespace {

constexpr size_t kLineWidth = 96;
constexpr size_t kNameWidth = 32;

// `name`, and beside it (or below it, where it is too long) `text` in lines of its own column.
std::string Entry(const std::string& name, const std::string& text) {
  std::string entry = "  " + name;
  if (entry.size() + 2 > kNameWidth) entry += "\n";
  size_t column = entry.ends_with("\n") ? 0 : entry.size();
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const bool full = column > kNameWidth && column + 1 + word.size() > kLineWidth;
    if (full) {
      entry += "\n";
      column = 0;
    }
    const std::string gap(column < kNameWidth ? kNameWidth - column : 1, ' ');
    entry += gap + word;
    column += gap.size() + word.size();
  }
  return entry + "\n";
}

}  // namespace

HelpFormatter::HelpFormatter() {
  column_width(kNameWidth);
  label("SUBCOMMAND", "COMMAND");
  label("Subcommands", "Commands");
  label("Positionals", "Arguments");
}

std::string HelpFormatter::make_option(const CLI::Option* option, bool) const {
  return Entry(OptionLabel(*option), option->get_description());
}

std::string HelpFormatter::make_subcommand(const CLI::App* command) const {
  return Entry(command->get_name(), command->get_description());
}

}  // namespace quiver::cli
