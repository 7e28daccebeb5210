#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace quiver::cli {

// What help, completions and the man page say comes from the description of the App, by these.

/// The commands that help lists.
std::vector<const CLI::App*> VisibleCommands(const CLI::App& app);

/// What has options: the commands, or the program itself where it has none.
std::vector<const CLI::App*> Commands(const CLI::App& app);

/// The command called `name`, hidden ones included; null when there is none.
const CLI::App* FindCommand(const CLI::App& app, const std::string& name);

/// `--table`, `--help`, ...: the long names of all options that help lists.
std::vector<std::string> OptionNames(const CLI::App& command);

/// SOURCE, TARGET, ...
std::vector<const CLI::Option*> Positionals(const CLI::App& command);
std::vector<const CLI::Option*> NamedOptions(const CLI::App& command);

/// `-n, --rows N`: every name, and what the value is called where there is one.
std::string OptionLabel(const CLI::Option& option);

/// The values that an option can have, where its value is called `this|that`.
std::vector<std::string> Choices(const CLI::Option& option);

}  // namespace quiver::cli
