#include <algorithm>
#include <memory>

#include "cli/command.h"
#include "cli/copy_report.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/plan_report.h"
#include "quiver/transfer.h"

namespace quiver::cli {
namespace {

constexpr char kDescription[] =
    "Copies tables, with keys, checks and indexes: all of them, or none.";
constexpr char kHelp[] =
    "SOURCE: a SQLite or DuckDB database; a PostgreSQL server (postgres://user@host/database, or\n"
    "what libpq understands after postgres:, such as postgres:service=shop); an Arrow, Parquet or\n"
    "CSV file; a folder or a pattern of files ('logs/*.parquet', with year=2024/ folders as\n"
    "columns); a URL of a file (https, s3, gs, abfs); - for stdin. TARGET: a database, new or\n"
    "existing; a file; a folder (its name ends with /); - for stdout. A prefix (sqlite:, duckdb:,\n"
    "postgres:, arrow:, arrows:, parquet:, csv:) says what\n"
    "something is when its name does not.\n"
    "A value that the target can't hold exactly stops the copy; nothing is changed then.\n"
    "\n"
    "Examples:\n"
    "  quiver copy app.sqlite app.duckdb --verify\n"
    "  quiver copy trips.csv trips.parquet --compression zstd:3\n"
    "  quiver copy 'logs/*.parquet' all.arrow --stats\n"
    "  quiver copy trips.csv.gz parquet:trips/ --partition-by year,month\n"
    "  quiver copy app.sqlite csv:- --table orders --columns id,total | head\n"
    "  quiver copy app.sqlite app.duckdb --table orders --table customers\n"
    "  quiver copy app.sqlite app.duckdb --exclude 'tmp_*' --if-exists replace\n"
    "  quiver copy app.sqlite app.duckdb --query 'SELECT id, name FROM users' --table names\n"
    "  quiver copy app.sqlite app.duckdb --on-type-mismatch quarantine\n"
    "  quiver copy app.sqlite app.duckdb --dry-run\n"
    "  quiver copy app.sqlite app.duckdb --resume";

struct CopyOptions {
  LocationText source;
  LocationText target;
  TransferOptions transfer;
  ProgressChoice progress = ProgressChoice::kAuto;
  bool dry_run = false;
  bool json = false;
};

arrow::Result<int> DryRun(const Location& source, const Location& target,
                          const CopyOptions& options) {
  auto progress = MakeProgress(options.progress);
  TransferOptions transfer = options.transfer;
  transfer.progress = progress.get();
  auto plan = Plan(source, target, transfer);
  progress.reset();  // the terminal is the report's now
  ARROW_RETURN_NOT_OK(plan);
  PrintPlan(*plan, options.json);
  return plan->problems.empty() ? kDone : kFailed;
}

arrow::Result<int> RunCopy(CopyOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const Location source, options.source.Parse());
  ARROW_ASSIGN_OR_RAISE(const Location target, options.target.Parse());
  if (options.json && target.path == "-") {
    return arrow::Status::Invalid("--json and the target - both need stdout; leave one out");
  }
  TransferOptions& transfer = options.transfer;
  transfer.source.budget = transfer.sink.budget;
  transfer.source.stop = transfer.sink.stop = InterruptToken();
  if (options.dry_run) return DryRun(source, target, options);
  auto progress = MakeProgress(options.progress);
  transfer.progress = progress.get();
  auto report = Copy(source, target, transfer);
  progress.reset();
  ARROW_RETURN_NOT_OK(report);
  PrintCopyReport(*report, options.json);
  return kDone;
}

void AddWriting(CLI::App& app, TransferOptions* transfer) {
  AddChoice<IfExists>(app, "--if-exists", &transfer->sink.if_exists,
                      {{"fail", IfExists::kFail},
                       {"replace", IfExists::kReplace},
                       {"append", IfExists::kAppend},
                       {"skip", IfExists::kSkip}},
                      "What to do with a table that the target has; fail by default");
  app.add_flag("--constraints,!--no-constraints", transfer->sink.constraints,
               "Keys, checks, defaults and indexes, not only columns; on by default");
  app.add_option(
         "--compression", transfer->sink.compression,
         "none: larger, but quicker to write. Files: zstd, lz4, snappy, gzip or brotli, as "
         "the format has them, with a level as in zstd:9. By default the target's own choice")
      ->type_name("C");
  app.add_option_function<int64_t>(
         "--batch-rows",
         [=](const int64_t& rows) {
           transfer->sink.batch_rows = rows;
           transfer->source.batch_rows = std::min(rows, transfer->source.batch_rows);
         },
         "Most rows in one record batch or row group")
      ->type_name("N")
      ->check(AtLeast(1));
  AddFiles(app, &transfer->sink);
}

}  // namespace

void AddCopyCommand(CLI::App& app, Action* action) {
  auto options = std::make_shared<CopyOptions>();
  CLI::App& copy = *app.add_subcommand("copy", kDescription);
  copy.footer(kHelp);
  AddLocation(copy, "SOURCE", &options->source, "What to read");
  AddLocation(copy, "TARGET", &options->target, "What to write");
  AddTables(copy, &options->transfer.selection);
  AddColumns(copy, &options->transfer.selection);
  AddQuery(copy, &options->transfer.selection);
  AddReading(copy, &options->transfer.source);
  AddCsv(copy, &options->transfer.source.csv);
  AddPostgres(copy, &options->transfer.source.postgres);
  AddWriting(copy, &options->transfer);
  copy.add_flag("--verify", options->transfer.verify,
                "Read the target back and compare every row before it becomes visible");
  copy.add_flag("--resume", options->transfer.sink.resume,
                "Go on with what an interrupted copy to the same target left");
  copy.add_flag("--dry-run", options->dry_run, "Say what would be done, and write nothing");
  AddForcedKind(copy, "--from", &options->source, "What SOURCE is, whatever its name says");
  AddForcedKind(copy, "--to", &options->target, "What TARGET is, whatever its name says");
  AddBudget(copy, &options->transfer.sink.budget);
  AddProgress(copy, &options->progress);
  AddJson(copy, &options->json, "What was done (or would be) as one JSON object on stdout");
  copy.callback([=] { *action = [=] { return RunCopy(*options); }; });
}

}  // namespace quiver::cli
