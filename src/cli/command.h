#pragma once

#include <functional>

#include <arrow/result.h>
#include <CLI/CLI.hpp>

namespace quiver::cli {

/// Exit codes, the same for every command.
constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kUsage = 2;
constexpr int kDifferent = 3;
constexpr int kInterrupted = 130;

/// What the chosen command does; gives the exit code. An error becomes one line on stderr.
using Action = std::function<arrow::Result<int>()>;

/// Each of these describes one command to `app`, with its options and its help. When that command
/// is the one on the command line, parsing sets `action`.
void AddCopyCommand(CLI::App& app, Action* action);
void AddHashCommand(CLI::App& app, Action* action);
void AddVerifyCommand(CLI::App& app, Action* action);
void AddHeadCommand(CLI::App& app, Action* action);
void AddInspectCommand(CLI::App& app, Action* action);
void AddBenchCommand(CLI::App& app, Action* action);

/// These two describe `app` itself, so they come last; they are not listed in its help.
void AddCompletionsCommand(CLI::App& app, Action* action);
void AddManCommand(CLI::App& app, Action* action);

}  // namespace quiver::cli
