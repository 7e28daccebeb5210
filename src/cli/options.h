#pragma once

#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/progress_choice.h"
#include "quiver/budget.h"
#include "quiver/location.h"
#include "quiver/source.h"
#include "quiver/transfer.h"

namespace quiver::cli {

/// An option that has one of some named values.
template <typename T>
CLI::Option* AddChoice(CLI::App& app, const std::string& name, T* value,
                       const std::vector<std::pair<std::string, T>>& choices,
                       const std::string& help) {
  std::string names;
  for (const auto& [choice, meaning] : choices) names += (names.empty() ? "" : "|") + choice;
  return app
      .add_option_function<std::string>(
          name,
          [=](const std::string& text) {
            for (const auto& [choice, meaning] : choices) {
              if (choice == text) {
                *value = meaning;
                return;
              }
            }
            throw CLI::ValidationError(name, "\"" + text + "\" is none of " + names);
          },
          help)
      ->type_name(names);
}

/// Checks for numbers, with messages for people.
CLI::Validator AtLeast(int64_t least);

/// A place that tables are read from or written to: a positional, and an option that forces its
/// kind.
struct LocationText {
  std::string text;
  std::optional<LocationKind> forced;

  arrow::Result<Location> Parse() const { return Location::Parse(text, forced); }
};

CLI::Option* AddLocation(CLI::App& app, const std::string& name, LocationText* location,
                         const std::string& help);
void AddForcedKind(CLI::App& app, const std::string& option, LocationText* location,
                   const std::string& help);

// Options that several commands share; each writes into the library's own structs.

void AddTables(CLI::App& app, TableSelection* selection);
void AddColumns(CLI::App& app, TableSelection* selection);
void AddQuery(CLI::App& app, TableSelection* selection);
/// How CSV files are read.
void AddCsv(CLI::App& app, CsvOptions* csv);
/// How PostgreSQL databases are read.
void AddPostgres(CLI::App& app, PostgresOptions* postgres);
/// What files are like that are written.
void AddFiles(CLI::App& app, SinkOptions* sink);
/// What becomes of values that do not fit their column's type.
void AddTypeMismatch(CLI::App& app, SourceOptions* source);
/// Reading: views, type mismatches, busy timeout.
void AddReading(CLI::App& app, SourceOptions* source);
/// --jobs, --memory.
void AddBudget(CLI::App& app, Budget* budget);
void AddProgress(CLI::App& app, ProgressChoice* choice);
void AddJson(CLI::App& app, bool* json, const std::string& help);

}  // namespace quiver::cli
