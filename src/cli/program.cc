#include "cli/program.h"

#include <clocale>
#include <cstdio>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "cli/error_line.h"
#include "cli/help_formatter.h"
#include "cli/interrupt.h"
#include "cli/usage.h"

namespace quiver::cli {
namespace {

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

int ParseAndRun(Describe describe, int argc, char** argv) {
  std::setlocale(LC_CTYPE, "C.UTF-8");  // for the width of characters
  CLI::App app;
  Action action;
  app.formatter(std::make_shared<HelpFormatter>());
  describe(app, &action);
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

int RunProgram(Describe describe, int argc, char** argv) {
  try {
    return ParseAndRun(describe, argc, argv);
  } catch (const std::exception& exception) {
    PrintError(exception.what());
    return kFailed;
  }
}

}  // namespace quiver::cli
