#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace quiver::cli {

/// Looks for a command or a `--option` that does not exist. Gives the message with the nearest
/// names, or nothing when all are known.
std::string FindUnknownWord(const CLI::App& app, const std::vector<std::string>& arguments);

/// The message for anything else that is wrong with the command line.
std::string DescribeUsageError(const CLI::App& app, const CLI::ParseError& error);

}  // namespace quiver::cli
