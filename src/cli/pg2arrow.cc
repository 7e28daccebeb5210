// The program `pg2arrow`: rows of a PostgreSQL server as an Arrow file, with the options of
// PG-Strom's tool of that name.

#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/documents.h"
#include "cli/error_line.h"
#include "cli/layout_text.h"
#include "cli/pg2arrow_export.h"
#include "cli/pg2arrow_options.h"
#include "cli/program.h"
#include "quiver/inspect.h"

namespace quiver::cli {
namespace {

constexpr char kDescription[] =
    "Writes the rows of a PostgreSQL query or table into an Arrow file, exactly or not at all.";
constexpr char kHelp[] =
    "A failed run leaves what was there before. What the options leave open about the server "
    "comes\n"
    "from PGHOST, PGPASSWORD and the like, service files and ~/.pgpass, as for psql.\n"
    "\n"
    "Examples:\n"
    "  pg2arrow -d shop -t orders -o orders.arrow --stat\n"
    "  pg2arrow -d shop -t orders -o orders.arrow -n 8 -s 64M --progress\n"
    "  pg2arrow -d shop -c 'SELECT * FROM orders WHERE day >= current_date' --append orders.arrow\n"
    "  pg2arrow shop -o orders.arrow -c 'SELECT id, customer FROM orders' \\\n"
    "    --outer-join 'SELECT name FROM customers WHERE id = $(customer)'\n"
    "  pg2arrow shop -o log.arrow -n 4 \\\n"
    "    -c 'SELECT * FROM log WHERE id % $(N_WORKERS) = $(WORKER_ID)'\n"
    "  pg2arrow --dump orders.arrow";

arrow::Result<int> Dump(const std::string& path) {
  ARROW_ASSIGN_OR_RAISE(const auto files, Inspect({LocationKind::kArrowFile, path}));
  for (const InspectedFile& file : files) {
    fmt::print("{}", LayoutAsText(file.layout, {.groups = true}));
  }
  return kDone;
}

void DescribePg2arrow(CLI::App& app, Action* action) {
  app.name("pg2arrow");
  app.description(kDescription);
  app.footer(kHelp);
  app.set_version_flag("--version", "pg2arrow " QUIVER_VERSION, "Print the version and exit");
  app.set_help_flag("--help", "Print this help and exit");
  auto options = std::make_shared<Pg2arrowOptions>();
  AddPg2arrowOptions(app, options.get());
  app.callback([=] {
    CheckPg2arrowOptions(*options);
    *action = [=]() -> arrow::Result<int> {
      return options->dump.empty() ? Export(*options) : Dump(options->dump);
    };
  });
  AddDocumentOptions(app);
}

}  // namespace

const char kProgramName[] = "pg2arrow";

}  // namespace quiver::cli

int main(int argc, char** argv) {
  // -Sa,b is --stat=a,b; CLI11 would take it for -S -a.
  std::vector<std::string> words(argv, argv + argc);
  for (std::string& word : words) {
    if (word.starts_with("-S") && word.size() > 2) word.replace(0, 2, "--stat=");
  }
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  return quiver::cli::RunProgram(quiver::cli::DescribePg2arrow, argc, arguments.data());
}
