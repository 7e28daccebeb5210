// The command `quiver`: its table of contents, and how a run ends.

#include <clocale>
#include <cstdio>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/error_line.h"
#include "cli/help_formatter.h"
#include "cli/interrupt.h"
#include "cli/usage.h"

namespace quiver::cli {
namespace {

constexpr char kDescription[] = "Moves tables between databases and files, exactly or not at all.";
constexpr char kExamples[] =
    "Examples:\n"
    "  quiver copy app.sqlite app.duckdb --verify\n"
    "  quiver copy app.sqlite app.duckdb --table orders --if-exists replace\n"
    "  quiver copy trips.csv trips.parquet\n"
    "  quiver verify app.sqlite app.duckdb\n"
    "  quiver head app.duckdb --table orders\n"
    "  quiver inspect trips.parquet\n"
    "  quiver bench trips.csv\n"
    "\n"
    "`quiver COMMAND --help` describes a command.";

void Describe(CLI::App& app, Action* action) {
  app.name("quiver");
  app.description(kDescription);
  app.footer(kExamples);
  app.set_version_flag("--version", "quiver " QUIVER_VERSION, "Print the version and exit");
  app.set_help_flag("-h,--help", "Print this help and exit");
  app.formatter(std::make_shared<HelpFormatter>());
  app.require_subcommand(1);
  AddCopyCommand(app, action);
  AddVerifyCommand(app, action);
  AddHashCommand(app, action);
  AddHeadCommand(app, action);
  AddInspectCommand(app, action);
  AddBenchCommand(app, action);
  AddCompletionsCommand(app, action);
  AddManCommand(app, action);
}

// Sees to it that what was printed has arrived, for example on a disk that may be full.
int FinishOutput(int code) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
  PrintError("standard output can't be written");
  return kFailed;
}

int Run(const Action& action) {
  CatchInterrupts();
  const arrow::Result<int> code = action();
  if (code.ok()) return FinishOutput(*code);
  if (InterruptToken().IsStopRequested()) {
    PrintError("interrupted; nothing was changed");
    return kInterrupted;
  }
  PrintError(code.status());
  return kFailed;
}

int Main(int argc, char** argv) {
  std::setlocale(LC_CTYPE, "C.UTF-8");  // for the width of characters
  CLI::App app;
  Action action;
  Describe(app, &action);
  if (argc < 2) {
    std::fputs(app.help().c_str(), stderr);
    return kUsage;
  }
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (const std::string unknown = FindUnknownWord(app, arguments); !unknown.empty()) {
    PrintError(unknown);
    return kUsage;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help_or_version) {
    return FinishOutput(app.exit(help_or_version));
  } catch (const CLI::ParseError& error) {
    PrintError(DescribeUsageError(app, error));
    return kUsage;
  }
  return Run(action);
}

}  // namespace
}  // namespace quiver::cli

int main(int argc, char** argv) {
  try {
    return quiver::cli::Main(argc, argv);
  } catch (const std::exception& exception) {
    quiver::cli::PrintError(exception.what());
    return quiver::cli::kFailed;
  }
}
