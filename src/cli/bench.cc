#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>

#include "cli/bench_report.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "quiver/format_bench.h"

namespace quiver::cli {
namespace {

constexpr char kDescription[] =
    "Writes and reads a table as CSV, Parquet and Arrow: which format is best for it?";
constexpr char kHelp[] =
    "Times are medians, with the files in memory's page cache. \"Read\" reads every column to the\n"
    "last value, \"projected\" only the columns of --columns. Temporary files are in TMPDIR.\n"
    "\n"
    "Examples:\n"
    "  quiver bench trips.csv\n"
    "  quiver bench app.sqlite --table orders --columns id,total --html report.html";

struct BenchOptions {
  LocationText location;
  FormatBenchOptions bench;
  TableSelection projection;
  std::string html;
  ProgressChoice progress = ProgressChoice::kAuto;
  bool json = false;
};

arrow::Status WriteHtml(const std::string& path, const FormatBenchReport& report) {
  std::ofstream file(path, std::ios::binary);
  file << BenchReportAsHtml(report);
  file.close();
  if (file) return arrow::Status::OK();
  return arrow::Status::IOError("can't write ", path, ": ", std::strerror(errno));
}

arrow::Result<int> RunBench(BenchOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const Location location, options.location.Parse());
  auto progress = MakeProgress(options.progress);
  options.bench.progress = progress.get();
  options.bench.source.stop = InterruptToken();
  options.bench.projection = options.projection.columns;
  auto report = BenchFormats(location, options.bench);
  progress.reset();
  ARROW_RETURN_NOT_OK(report);
  PrintBenchReport(*report, options.json);
  if (!options.html.empty()) ARROW_RETURN_NOT_OK(WriteHtml(options.html, *report));
  return kDone;
}

}  // namespace

void AddBenchCommand(CLI::App& app, Action* action) {
  auto options = std::make_shared<BenchOptions>();
  CLI::App& bench = *app.add_subcommand("bench", kDescription);
  bench.footer(kHelp);
  AddLocation(bench, "LOCATION", &options->location, "What to read");
  bench.add_option("--table", options->bench.table, "The table, where there are several")
      ->type_name("NAME");
  AddColumns(bench, &options->projection);
  bench.add_option("--repeat", options->bench.repeat, "Times are medians of so many; 3 by default")
      ->type_name("N")
      ->check(AtLeast(1));
  bench.add_option("--html", options->html, "Also write a page with the bars")->type_name("FILE");
  AddReading(bench, &options->bench.source);
  AddCsv(bench, &options->bench.source.csv);
  AddPostgres(bench, &options->bench.source.postgres);
  AddForcedKind(bench, "--from", &options->location, "What LOCATION is, whatever its name says");
  AddBudget(bench, &options->bench.source.budget);
  AddProgress(bench, &options->progress);
  AddJson(bench, &options->json, "The figures as one JSON object");
  bench.callback([=] { *action = [=] { return RunBench(*options); }; });
}

}  // namespace quiver::cli
