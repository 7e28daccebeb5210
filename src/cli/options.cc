#include "cli/options.h"

#include <cmath>

#include <arrow/type.h>
#include <arrow/type_traits.h>

#include "quiver/type_name.h"

namespace quiver::cli {
namespace {

// What an option's text means, or a usage error.
template <typename T>
T ValueOrThrow(const std::string& option, arrow::Result<T> value) {
  if (!value.ok()) throw CLI::ValidationError(option, value.status().message());
  return std::move(value).ValueUnsafe();
}

// The parts between commas, but not between those in parentheses: "a=decimal(9,2),b=text" has two.
std::vector<std::string> SplitList(const std::string& text) {
  std::vector<std::string> parts(1);
  int depth = 0;
  for (const char c : text) {
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (c == ',' && depth == 0) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

PostgresOptions WithNumeric(PostgresOptions options, const std::string& text) {
  using Numeric = PostgresOptions::Numeric;
  if (text == "census") {
    options.numeric = Numeric::kCensus;
  } else if (text == "text") {
    options.numeric = Numeric::kText;
  } else if (text == "double") {
    options.numeric = Numeric::kDouble;
  } else {
    const auto type = ParseTypeName(text);
    if (!type.ok() || !arrow::is_decimal((*type)->id())) {
      throw CLI::ValidationError("--numeric",
                                 "\"" + text + "\" is none of census, text, double, decimal(p,s)");
    }
    options.numeric = Numeric::kDecimal;
    options.decimal = *type;
  }
  return options;
}

void AddList(CLI::App& app, const std::string& option, std::vector<std::string>* list,
             const std::string& help) {
  app.add_option_function<std::string>(
         option, [=](const std::string& text) { *list = SplitList(text); }, help)
      ->type_name("COLS");
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

void AddColumns(CLI::App& app, TableSelection* selection) {
  AddList(app, "--columns", &selection->columns, "Only these columns, in this order: a,b,c");
}

void AddCsv(CLI::App& app, CsvOptions* csv) {
  app.add_option("--encoding", csv->encoding,
                 "CSV: utf-8, utf-16, utf-16le, utf-16be or latin-1; found out by default")
      ->type_name("NAME");
  app.add_option_function<std::string>(
         "--delimiter",
         [=](const std::string& text) {
           if (text != "\\t" && text.size() != 1) {
             throw CLI::ValidationError("--delimiter", "\"" + text + "\" is not one character");
           }
           csv->delimiter = text == "\\t" ? '\t' : text[0];
         },
         "CSV: what stands between fields, \\t for a tab; found out by default")
      ->type_name("C");
  app.add_flag_function(
      "--header,!--no-header", [=](int64_t count) { csv->header = count > 0; },
      "CSV: the first row has the names of the columns; found out by default");
  app.add_option_function<std::string>(
         "--types",
         [=](const std::string& text) {
           for (const std::string& part : SplitList(text)) {
             const size_t equals = part.rfind('=');
             if (equals == std::string::npos || equals == 0) {
               throw CLI::ValidationError("--types", "\"" + part + "\" is not COLUMN=TYPE");
             }
             csv->types[part.substr(0, equals)] =
                 ValueOrThrow("--types", ParseTypeName(part.substr(equals + 1)));
           }
         },
         "CSV: types of columns, instead of those that are found out: a=text,b=decimal(9,2)")
      ->type_name("LIST");
  app.add_option("--null-value", csv->null_values,
                 "CSV: a text that means NULL, as the empty one does; may be repeated")
      ->type_name("TEXT")
      ->allow_extra_args(false);
  AddChoice<CsvOptions::OnBadRow>(
      app, "--on-bad-row", &csv->on_bad_row,
      {{"error", CsvOptions::OnBadRow::kError}, {"quarantine", CsvOptions::OnBadRow::kQuarantine}},
      "CSV: rows with too many or too few fields: stop (the default), "
      "or put them into TABLE__quarantine");
}

void AddPostgres(CLI::App& app, PostgresOptions* postgres) {
  app.add_option_function<std::string>(
         "--numeric", [=](const std::string& text) { *postgres = WithNumeric(*postgres, text); },
         "PostgreSQL: numerics as decimals, where they have no precision by a census of the column "
         "(the default), or as decimal(p,s); or all of them as text or double")
      ->type_name("census|text|double|decimal(p,s)");
  AddChoice<bool>(app, "--arrays", &postgres->arrays_as_text, {{"list", false}, {"text", true}},
                  "PostgreSQL: arrays as lists (the default), or as text, with all dimensions");
}

void AddFiles(CLI::App& app, SinkOptions* sink) {
  // A flag with a value: "--stats a.arrow" must not take the file's name.
  app.add_flag(std::string("--stats{*}"))
      ->description(
          "Arrow files: smallest and largest value and number of NULLs of each column, or of those "
          "in --stats=a,b, for each batch")
      ->each([=](const std::string& text) {
        sink->statistics = text == "*" ? std::vector<std::string>() : SplitList(text);
      });
  AddList(app, "--partition-by", &sink->partition_by,
          "A folder of files: one folder for each value of these columns, year=2024");
  app.add_option("--rows-per-file", sink->rows_per_file, "A folder of files: most rows in one")
      ->type_name("N")
      ->check(AtLeast(1));
}

void AddQuery(CLI::App& app, TableSelection* selection) {
  app.add_option("--query", selection->query,
                 "The rows of this query, in the source's own SQL, as one table; --table names it")
      ->type_name("SQL");
}

void AddTypeMismatch(CLI::App& app, SourceOptions* source) {
  AddChoice<OnTypeMismatch>(app, "--on-type-mismatch", &source->on_type_mismatch,
                            {{"error", OnTypeMismatch::kError},
                             {"text", OnTypeMismatch::kText},
                             {"null", OnTypeMismatch::kNull},
                             {"quarantine", OnTypeMismatch::kQuarantine}},
                            "Values that don't fit their column: stop (the default), make the "
                            "column text, make the value NULL, or put the row into "
                            "TABLE__quarantine");
}

void AddReading(CLI::App& app, SourceOptions* source) {
  app.add_flag("--views", source->views, "Views, too, as tables");
  AddTypeMismatch(app, source);
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
