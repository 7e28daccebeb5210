// The command `quiver`: its table of contents.

#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/error_line.h"
#include "cli/program.h"

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

void DescribeQuiver(CLI::App& app, Action* action) {
  app.name("quiver");
  app.description(kDescription);
  app.footer(kExamples);
  app.set_version_flag("--version", "quiver " QUIVER_VERSION, "Print the version and exit");
  app.set_help_flag("-h,--help", "Print this help and exit");
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

}  // namespace

const char kProgramName[] = "quiver";

}  // namespace quiver::cli

int main(int argc, char** argv) {
  return quiver::cli::RunProgram(quiver::cli::DescribeQuiver, argc, argv);
}
