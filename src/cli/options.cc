#include "cli/options.h"

#include <cmath>

namespace quiver::cli {
namespace {

// What an option's text means, or a usage error.
template <typename T>
T ValueOrThrow(const std::string& option, arrow::Result<T> value) {
  if (!value.ok()) throw CLI::ValidationError(option, value.status().message());
  return std::move(value).ValueUnsafe();
}

}  // namespace

CLI::Validator AtLeast(int64_t least) {
  return CLI::Validator(
      [least](const std::string& text) -> std::string {
        double number = 0;
        if (CLI::detail::lexical_cast(text, number) && number >= static_cast<double>(least)) {
          return "";
        }
        return "\"" + text + "\" is not a number of " + std::to_string(least) + " or more";
      },
      "");
}

CLI::Option* AddLocation(CLI::App& app, const std::string& name, LocationText* location,
                         const std::string& help) {
  return app.add_option(name, location->text, help)->required()->type_name("");
}

void AddForcedKind(CLI::App& app, const std::string& option, LocationText* location,
                   const std::string& help) {
  app.add_option_function<std::string>(
         option,
         [=](const std::string& text) {
           location->forced = ValueOrThrow(option, ParseLocationKind(text));
         },
         help)
      ->type_name("KIND");
}

void AddTables(CLI::App& app, TableSelection* selection) {
  app.add_option("--table", selection->tables, "Only this table or view; may be repeated")
      ->type_name("NAME")
      ->allow_extra_args(false);
  app.add_option("--exclude", selection->exclude,
                 "Leave out tables that match this shell pattern; may be repeated")
      ->type_name("GLOB")
      ->allow_extra_args(false);
}

void AddQuery(CLI::App& app, TableSelection* selection) {
  app.add_option("--query", selection->query,
                 "The rows of this query, in the source's own SQL, as one table; --table names it")
      ->type_name("SQL");
}

void AddReading(CLI::App& app, SourceOptions* source) {
  app.add_flag("--views", source->views, "Views, too, as tables");
  AddChoice<OnTypeMismatch>(app, "--on-type-mismatch", &source->on_type_mismatch,
                            {{"error", OnTypeMismatch::kError},
                             {"text", OnTypeMismatch::kText},
                             {"null", OnTypeMismatch::kNull},
                             {"quarantine", OnTypeMismatch::kQuarantine}},
                            "Values that don't fit their column: stop (the default), make the "
                            "column text, make the value NULL, or put the row into "
                            "TABLE__quarantine");
  app.add_option_function<double>(
         "--busy-timeout",
         [=](const double& seconds) {
           source->busy_timeout_ms = static_cast<int64_t>(std::llround(seconds * 1000));
         },
         "How long to wait for a locked database; 5 by default")
      ->type_name("SECONDS")
      ->check(AtLeast(0));
}

void AddBudget(CLI::App& app, Budget* budget) {
  *budget = Budget::Default();
  app.add_option("--jobs", budget->jobs, "Threads; one for each core by default")
      ->type_name("N")
      ->check(AtLeast(1));
  app.add_option_function<std::string>(
         "--memory",
         [=](const std::string& text) {
           budget->memory = ValueOrThrow("--memory", ParseByteSize(text));
           budget->strict = true;
         },
         "Memory that the run may use, for example 512M or 2G; by default 256M, and what the "
         "indexes of DuckDB take")
      ->type_name("SIZE");
}

void AddProgress(CLI::App& app, ProgressChoice* choice) {
  AddChoice<ProgressChoice>(
      app, "--progress", choice,
      {{"auto", ProgressChoice::kAuto},
       {"always", ProgressChoice::kAlways},
       {"never", ProgressChoice::kNever}},
      "Progress on stderr; by default redrawn on a terminal, lines elsewhere");
}

void AddJson(CLI::App& app, bool* json, const std::string& help) {
  app.add_flag("--json", *json, help);
}

}  // namespace quiver::cli
