#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/human_numbers.h"
#include "cli/interrupt.h"
#include "cli/json_output.h"
#include "cli/options.h"
#include "cli/text_table.h"
#include "cli/visible_text.h"
#include "quiver/transfer.h"

namespace quiver::cli {
namespace {

constexpr char kDescription[] = "Prints the number of rows and the row hash of each table.";
constexpr char kHelp[] =
    "Tables with the same rows have the same hash, in whatever order, file or database they are.\n"
    "\n"
    "Examples:\n"
    "  quiver hash app.sqlite\n"
    "  quiver hash app.duckdb --table orders --json";

struct HashOptions {
  LocationText location;
  TransferOptions transfer;
  ProgressChoice progress = ProgressChoice::kAuto;
  bool json = false;
};

void PrintHashes(const std::vector<TableHash>& hashes) {
  TextTable text({{"table"}, {"rows", Align::kRight}, {"hash"}});
  for (const TableHash& table : hashes) {
    text.AddRow(
        {VisibleText(table.name.ToString()), Grouped(table.hash.rows), table.hash.ToString()});
  }
  fmt::print("{}", text.ToString());
}

void PrintHashesAsJson(const std::vector<TableHash>& hashes) {
  nlohmann::ordered_json object;
  object["tables"] = nlohmann::ordered_json::array();
  for (const TableHash& table : hashes) {
    object["tables"].push_back({{"name", table.name.ToString()},
                                {"rows", table.hash.rows},
                                {"hash", table.hash.ToString()}});
  }
  PrintJson(object);
}

arrow::Result<int> RunHash(HashOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const Location location, options.location.Parse());
  auto progress = MakeProgress(options.progress);
  options.transfer.progress = progress.get();
  options.transfer.source.stop = InterruptToken();
  auto hashes = HashTables(location, options.transfer);
  progress.reset();
  ARROW_RETURN_NOT_OK(hashes);
  options.json ? PrintHashesAsJson(*hashes) : PrintHashes(*hashes);
  return kDone;
}

}  // namespace

void AddHashCommand(CLI::App& app, Action* action) {
  auto options = std::make_shared<HashOptions>();
  CLI::App& hash = *app.add_subcommand("hash", kDescription);
  hash.footer(kHelp);
  AddLocation(hash, "LOCATION", &options->location, "What to read");
  AddTables(hash, &options->transfer.selection);
  AddColumns(hash, &options->transfer.selection);
  AddQuery(hash, &options->transfer.selection);
  AddReading(hash, &options->transfer.source);
  AddCsv(hash, &options->transfer.source.csv);
  AddPostgres(hash, &options->transfer.source.postgres);
  AddForcedKind(hash, "--from", &options->location, "What LOCATION is, whatever its name says");
  AddBudget(hash, &options->transfer.source.budget);
  AddProgress(hash, &options->progress);
  AddJson(hash, &options->json, "The hashes as one JSON object");
  hash.callback([=] { *action = [=] { return RunHash(*options); }; });
}

}  // namespace quiver::cli
