#include "quiver/inspect.h"

#include <memory>

#include <fmt/format.h>

#include "cli/command.h"
#include "cli/json_output.h"
#include "cli/layout_text.h"
#include "cli/options.h"
#include "cli/visible_text.h"

namespace quiver::cli {
namespace {

constexpr char kDescription[] =
    "Shows what an Arrow or Parquet file says of itself, without reading its rows.";
constexpr char kHelp[] =
    "Schema with metadata; batches or row groups with offset, size and rows; sizes, codecs,\n"
    "encodings and statistics of columns; dictionaries. LOCATION may be a folder, a pattern or a "
    "URL.\n"
    "\n"
    "Examples:\n"
    "  quiver inspect trips.parquet\n"
    "  quiver inspect trips.arrow --groups\n"
    "  quiver inspect 'logs/*.parquet' --json | jq '.files[].layout.rows'";

struct InspectOptions {
  LocationText location;
  LayoutDetail detail;
  bool json = false;
};

arrow::Result<int> RunInspect(const InspectOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const Location location, options.location.Parse());
  ARROW_ASSIGN_OR_RAISE(const auto files, Inspect(location));
  if (options.json) {
    nlohmann::ordered_json object;
    object["files"] = nlohmann::ordered_json::array();
    for (const InspectedFile& file : files) {
      object["files"].push_back(
          {{"path", VisibleText(file.path)}, {"layout", LayoutAsJson(file.layout)}});
    }
    PrintJson(object);
    return kDone;
  }
  for (const InspectedFile& file : files) {
    if (&file != &files.front()) fmt::print("\n");
    if (files.size() > 1) fmt::print("==> {} <==\n", VisibleText(file.path));
    fmt::print("{}", LayoutAsText(file.layout, options.detail));
  }
  return kDone;
}

}  // namespace

void AddInspectCommand(CLI::App& app, Action* action) {
  auto options = std::make_shared<InspectOptions>();
  CLI::App& inspect = *app.add_subcommand("inspect", kDescription);
  inspect.footer(kHelp);
  AddLocation(inspect, "LOCATION", &options->location, "What to look at");
  inspect.add_flag("--groups", options->detail.groups,
                   "Every batch or row group, with each of its columns and their statistics");
  AddForcedKind(inspect, "--from", &options->location, "What LOCATION is, whatever its name says");
  AddJson(inspect, &options->json, "Everything as one JSON object");
  inspect.callback([=] { *action = [=] { return RunInspect(*options); }; });
}

}  // namespace quiver::cli
