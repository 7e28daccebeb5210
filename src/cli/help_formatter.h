#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace quiver::cli {

/// How the help of the command looks: names on the left, what they mean on the right, in lines that
/// fit a terminal.
class HelpFormatter final : public CLI::Formatter {
 public:
  HelpFormatter();

  std::string make_option(const CLI::Option* option, bool is_positional) const override;
  std::string make_subcommand(const CLI::App* command) const override;
};

}  // namespace quiver::cli
