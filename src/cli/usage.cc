#include "cli/usage.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/app_description.h"
#include "core/nearest_names.h"

namespace quiver::cli {
namespace {

std::string Unknown(const char* what, const std::string& word,
                    const std::vector<std::string>& known, const std::string& command) {
  const std::vector<std::string> nearest = NearestNames(word, known);
  const std::string suggestion =
      nearest.empty() ? "" : fmt::format("; did you mean {}?", fmt::join(nearest, ", "));
  return fmt::format("unknown {} {}{} (see `{} --help`)", what, word, suggestion, command);
}

std::string CommandName(const CLI::App& app, const CLI::App& command) {
  return &app == &command ? app.get_name() : app.get_name() + " " + command.get_name();
}

std::vector<std::string> VisibleCommandNames(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : VisibleCommands(app)) names.push_back(command->get_name());
  return names;
}

}  // namespace

std::string FindUnknownWord(const CLI::App& app, const std::vector<std::string>& arguments) {
  const CLI::App* command = &app;
  const bool has_commands = !VisibleCommands(app).empty();
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument == "--") break;
    if (argument.starts_with("-")) {
      const std::string name = argument.substr(0, argument.find('='));
      const CLI::Option* option = command->get_option_no_throw(name);
      // The value may begin with a dash, too.
      if (option != nullptr && option->get_items_expected_min() > 0 && name == argument) ++i;
      if (option != nullptr || !argument.starts_with("--")) continue;
      return Unknown("option", name, OptionNames(*command), CommandName(app, *command));
    }
    if (command != &app || !has_commands) continue;
    command = FindCommand(app, argument);
    if (!command) return Unknown("command", argument, VisibleCommandNames(app), app.get_name());
  }
  return "";
}

std::string DescribeUsageError(const CLI::App& app, const CLI::ParseError& error) {
  const auto chosen = app.get_subcommands();
  const CLI::App& command = chosen.empty() ? app : *chosen.front();
  return fmt::format("{} (see `{} --help`)", error.what(), CommandName(app, command));
}

}  // namespace quiver::cli
