#pragma once

#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

namespace quiver::cli {

// What a program says of itself to others, written from the description of its options.

/// For man(1).
std::string ManPage(const CLI::App& app);

enum class Shell { kBash, kZsh, kFish };

inline const std::vector<std::pair<std::string, Shell>> kShells = {
    {"bash", Shell::kBash}, {"zsh", Shell::kZsh}, {"fish", Shell::kFish}};

std::string Completions(const CLI::App& app, Shell shell);

/// For a program without commands: `--man` and `--completions SHELL`, which help does not list, and
/// after which nothing else is done.
void AddDocumentOptions(CLI::App& app);

}  // namespace quiver::cli
