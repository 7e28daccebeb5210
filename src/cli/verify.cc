#include "quiver/verify.h"

#include <memory>

#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/verify_report.h"

namespace quiver::cli {
namespace {

constexpr char kDescription[] =
    "Compares two databases: the same tables, columns and rows, or not.";
constexpr char kHelp[] =
    "Exits with 0 when they are the same, and with 3 when they differ. The order of rows and the\n"
    "widths of types do not count.\n"
    "\n"
    "Examples:\n"
    "  quiver verify app.sqlite app.duckdb\n"
    "  quiver verify app.sqlite app.duckdb --table orders --keys 100 --json";

struct VerifyCommandOptions {
  LocationText a;
  LocationText b;
  VerifyOptions verify;
  ProgressChoice progress = ProgressChoice::kAuto;
  bool json = false;
};

arrow::Result<int> RunVerify(VerifyCommandOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const Location a, options.a.Parse());
  ARROW_ASSIGN_OR_RAISE(const Location b, options.b.Parse());
  auto progress = MakeProgress(options.progress);
  options.verify.progress = progress.get();
  options.verify.source.stop = InterruptToken();
  auto report = Verify(a, b, options.verify);
  progress.reset();
  ARROW_RETURN_NOT_OK(report);
  PrintVerifyReport(*report, options.json);
  return report->same() ? kDone : kDifferent;
}

}  // namespace

void AddVerifyCommand(CLI::App& app, Action* action) {
  auto options = std::make_shared<VerifyCommandOptions>();
  CLI::App& verify = *app.add_subcommand("verify", kDescription);
  verify.footer(kHelp);
  AddLocation(verify, "A", &options->a, "One side");
  AddLocation(verify, "B", &options->b, "The other side");
  AddTables(verify, &options->verify.selection);
  AddColumns(verify, &options->verify.selection);
  AddReading(verify, &options->verify.source);
  AddCsv(verify, &options->verify.source.csv);
  AddPostgres(verify, &options->verify.source.postgres);
  verify
      .add_option("--keys", options->verify.max_keys,
                  "Most keys to name for each table; 10 by default")
      ->type_name("N")
      ->check(AtLeast(0));
  AddBudget(verify, &options->verify.source.budget);
  AddProgress(verify, &options->progress);
  AddJson(verify, &options->json, "The result as one JSON object");
  verify.callback([=] { *action = [=] { return RunVerify(*options); }; });
}

}  // namespace quiver::cli
