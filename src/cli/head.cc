#include <algorithm>
#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/command.h"
#include "cli/first_rows.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/rows_output.h"
#include "cli/visible_text.h"
#include "quiver/registry.h"

namespace quiver::cli {
namespace {

constexpr char kDescription[] = "Shows the first rows of a table, or of every table.";
constexpr char kHelp[] =
    "Formats: table (aligned columns; long values are cut), csv (NULL is nothing, empty text is\n"
    "\"\"), json (one object for each row, each in its line). csv and json show one table.\n"
    "\n"
    "Examples:\n"
    "  quiver head app.sqlite\n"
    "  quiver head app.duckdb --table orders -n 3\n"
    "  quiver head trips.parquet --columns id,fare\n"
    "  quiver head app.sqlite --table orders --format csv";

enum class Format { kTable, kCsv, kJson };

struct HeadOptions {
  LocationText location;
  SourceOptions source;
  TableSelection columns;
  std::string table;
  std::string query;
  int64_t rows = 10;
  Format format = Format::kTable;
};

void PrintRows(const FirstRows& rows, Format format) {
  switch (format) {
    case Format::kTable:
      return PrintRowsAsTable(rows);
    case Format::kCsv:
      return PrintRowsAsCsv(rows);
    case Format::kJson:
      return PrintRowsAsJson(rows);
  }
}

arrow::Result<std::vector<TableInfo>> ChooseTables(const std::vector<TableInfo>& listed,
                                                   const HeadOptions& options) {
  if (!options.table.empty()) {
    // A table of the default schema goes before others that have its name in theirs.
    for (const TableInfo& table : listed) {
      if (IsNamed(table, options.table)) return std::vector<TableInfo>{table};
    }
    for (const TableInfo& table : listed) {
      if (table.name.name == options.table) return std::vector<TableInfo>{table};
    }
    ARROW_ASSIGN_OR_RAISE(const Location location, options.location.Parse());
    return TableNotFound({"", options.table}, listed, location.name());
  }
  if (listed.size() > 1 && options.format != Format::kTable) {
    std::vector<std::string> names;
    for (const TableInfo& table : listed) names.push_back(table.name.ToString());
    return arrow::Status::Invalid(fmt::format(
        "csv and json show one table; choose with --table: {}", fmt::join(names, ", ")));
  }
  return listed;
}

arrow::Result<int> RunHead(HeadOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const Location location, options.location.Parse());
  // A look at some rows should not fail for what others hold.
  options.source.on_type_mismatch = OnTypeMismatch::kText;
  options.source.batch_rows = std::clamp<int64_t>(options.rows, 1, options.source.batch_rows);
  options.source.views = true;
  options.source.stop = InterruptToken();
  ARROW_ASSIGN_OR_RAISE(auto source, OpenSource(location, options.source));
  if (!options.query.empty()) {
    ARROW_ASSIGN_OR_RAISE(const FirstRows rows,
                          ReadFirstRowsOfQuery(*source, options.query, options.rows));
    PrintRows(rows, options.format);
    return kDone;
  }
  ARROW_ASSIGN_OR_RAISE(const std::vector<TableInfo> listed, source->Tables());
  ARROW_ASSIGN_OR_RAISE(const std::vector<TableInfo> tables, ChooseTables(listed, options));
  Scan scan;
  if (!options.columns.columns.empty()) scan.columns = options.columns.columns;
  for (const TableInfo& table : tables) {
    ARROW_ASSIGN_OR_RAISE(const FirstRows rows, ReadFirstRows(*source, table, scan, options.rows));
    if (tables.size() > 1) {
      const bool first = &table == &tables.front();
      fmt::print("{}==> {} <==\n", first ? "" : "\n", VisibleText(table.name.ToString()));
    }
    PrintRows(rows, options.format);
  }
  return kDone;
}

}  // namespace

void AddHeadCommand(CLI::App& app, Action* action) {
  auto options = std::make_shared<HeadOptions>();
  CLI::App& head = *app.add_subcommand("head", kDescription);
  head.footer(kHelp);
  AddLocation(head, "LOCATION", &options->location, "What to read");
  head.add_option("-n,--rows", options->rows, "Rows; 10 by default")
      ->type_name("N")
      ->check(AtLeast(0));
  head.add_option("--table", options->table, "Only this table or view")->type_name("NAME");
  AddColumns(head, &options->columns);
  head.add_option("--query", options->query, "The rows of this query, in the source's own SQL")
      ->type_name("SQL");
  AddChoice<Format>(head, "--format", &options->format,
                    {{"table", Format::kTable}, {"csv", Format::kCsv}, {"json", Format::kJson}},
                    "table by default");
  AddCsv(head, &options->source.csv);
  AddPostgres(head, &options->source.postgres);
  AddForcedKind(head, "--from", &options->location, "What LOCATION is, whatever its name says");
  head.callback([=] { *action = [=] { return RunHead(*options); }; });
}

}  // namespace quiver::cli
