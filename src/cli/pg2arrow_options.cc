#include "cli/pg2arrow_options.h"

#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include "cli/options.h"

namespace quiver::cli {
namespace {

constexpr char kConnection[] = "Connection";
constexpr char kOutput[] = "Output";
constexpr char kValues[] = "Values that Arrow has no place for";

// What of the text of an option is a query: itself, or what is in the file that it names.
std::string QueryOf(const std::string& option, const std::string& text) {
  constexpr std::string_view kFile = "file://";
  if (!text.starts_with(kFile)) return text;
  const std::string path = text.substr(kFile.size());
  std::ifstream file(path, std::ios::binary);
  std::string query{std::istreambuf_iterator<char>(file), {}};
  if (file.bad() || !file.is_open()) {
    throw CLI::ValidationError(option, path + " can't be read");
  }
  return query;
}

void AddJoin(CLI::App& app, const std::string& option, bool outer, Pg2arrowOptions* options,
             const std::string& help) {
  app.add_option_function<std::vector<std::string>>(
         option,
         [=](const std::vector<std::string>& queries) {
           // Of both options in the order in which they were given: this is called once for each.
           for (const std::string& query : queries) {
             options->transfer.source.postgres.joins.push_back({QueryOf(option, query), outer});
           }
         },
         help)
      ->type_name("SUBCMD")
      ->allow_extra_args(false)
      ->trigger_on_parse();
}

void AddWhat(CLI::App& app, Pg2arrowOptions* options) {
  CLI::Option* command = app.add_option_function<std::string>(
      "-c,--command",
      [=](const std::string& text) { options->command = QueryOf("--command", text); },
      "The query whose rows are written; file://PATH reads it from a file");
  command->type_name("SQL");
  CLI::Option* table =
      app.add_option("-t,--table", options->table, "All rows of this table, as SELECT * FROM TABLE")
          ->type_name("TABLE")
          ->excludes(command);
  CLI::Option* workers =
      app.add_option("-n,--num-workers", options->workers,
                     "Sessions that read at the same time, all in one snapshot. A table is shared "
                     "out among them, by default one for each core. A query is run by each of them "
                     "where it has $(WORKER_ID), 0 to N-1, and $(N_WORKERS)")
          ->type_name("N")
          ->check(AtLeast(1));
  app.add_option_function<std::string>(
         "-k,--parallel-keys",
         [=](const std::string& text) {
           for (const std::string& key : CLI::detail::split(text, ',')) {
             options->parallel_keys.push_back(CLI::detail::trim_copy(key));
           }
         },
         "The query is run once for each of these, a,b,c, in place of its $(PARALLEL_KEY), at the "
         "same time and in one snapshot")
      ->type_name("KEYS")
      ->excludes(workers)
      ->excludes(table);
  AddJoin(app, "--inner-join", false, options,
          "A query for each row, in which $(COLUMN) stands for a value of the row; its columns are "
          "added, rows without a match left out. May be repeated");
  AddJoin(app, "--outer-join", true, options,
          "The same, but rows without a match stay, with NULLs");
  app.add_option_function<std::vector<std::string>>(
         "--set",
         [=](const std::vector<std::string>& settings) {
           for (const std::string& text : settings) {
             const size_t colon = text.find(':');
             if (colon == std::string::npos || colon == 0) {
               throw CLI::ValidationError("--set", "\"" + text + "\" is not NAME:VALUE");
             }
             options->transfer.source.postgres.settings.emplace_back(
                 CLI::detail::trim_copy(text.substr(0, colon)),
                 CLI::detail::trim_copy(text.substr(colon + 1)));
           }
         },
         "A setting of the server for this run; may be repeated")
      ->type_name("NAME:VALUE")
      ->allow_extra_args(false);
}

void AddOutput(CLI::App& app, Pg2arrowOptions* options) {
  CLI::Option* output =
      app.add_option("-o,--output", options->output,
                     "The Arrow file to write, in place of what is there; by default a temporary "
                     "one, whose name is printed")
          ->type_name("FILE")
          ->group(kOutput);
  app.add_option("--append", options->append, "An Arrow file with the same columns to add rows to")
      ->type_name("FILE")
      ->excludes(output)
      ->group(kOutput);
  // A flag with a value: "-S mydb" must not take the database's name.
  app.add_flag("-S{*},--stat{*},--stats{*}")
      ->description(
          "Smallest and largest value of each column, or of those in --stat=a,b, for each batch")
      ->group(kOutput)
      ->each([=](const std::string& text) {
        options->transfer.sink.statistics =
            text == "*" ? std::vector<std::string>() : CLI::detail::split(text, ',');
      });
  app.add_option_function<std::string>(
         "-s,--segment-size",
         [=](const std::string& text) {
           // With a row of PostgreSQL's largest size on top, a column still has 32-bit offsets.
           constexpr int64_t kMost = int64_t{1} << 30;
           const auto bytes = ParseByteSize(text);
           if (!bytes.ok()) throw CLI::ValidationError("--segment-size", bytes.status().message());
           if (*bytes < 1 || *bytes > kMost) {
             throw CLI::ValidationError("--segment-size", text + " is not between 1 byte and 1G");
           }
           options->transfer.source.batch_bytes = *bytes;
           options->transfer.source.batch_rows = std::numeric_limits<int32_t>::max();
         },
         "Size of a record batch, for example 64M; a few megabytes by default. Each worker needs "
         "memory for some")
      ->type_name("SIZE")
      ->group(kOutput);
}

void AddConnection(CLI::App& app, Pg2arrowOptions* options) {
  ServerAddress* server = &options->server;
  app.add_option("-d,--dbname", server->database, "Its name, or a connection string or URI")
      ->type_name("DATABASE")
      ->group(kConnection);
  app.add_option("-h,--host", server->host, "Host, or folder of the socket")
      ->type_name("HOST")
      ->group(kConnection);
  app.add_option("-p,--port", server->port, "Port")->type_name("PORT")->group(kConnection);
  app.add_option("-u,-U,--user", server->user, "User")->type_name("USER")->group(kConnection);
  CLI::Option* never =
      app.add_flag("-w,--no-password")
          ->description("Never ask for a password, which is what happens by default")
          ->group(kConnection);
  app.add_flag("-W,--password", options->ask_for_password, "Ask for the password")
      ->excludes(never)
      ->group(kConnection);
}

bool Has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

[[noreturn]] void Refuse(const std::string& why) { throw CLI::ValidationError(why); }

}  // namespace

void AddPg2arrowOptions(CLI::App& app, Pg2arrowOptions* options) {
  AddWhat(app, options);
  app.add_option("--dump", options->dump,
                 "Print what an Arrow file says of itself: schema, batches, statistics")
      ->type_name("FILE");
  app.add_flag("--progress", options->progress, "Show on stderr how far it is");
  AddOutput(app, options);
  AddTypeMismatch(app, &options->transfer.source);
  AddPostgres(app, &options->transfer.source.postgres);
  for (const char* name : {"--on-type-mismatch", "--numeric", "--arrays"}) {
    app.get_option(name)->group(kValues);
  }
  AddConnection(app, options);
  // Behind the options that they stand for, so that they see what those gave.
  app.add_option_function<std::string>(
         "database",
         [=](const std::string& name) {
           if (!options->server.database.empty()) Refuse("the database is given twice");
           options->server.database = name;
         },
         "The same as --dbname")
      ->type_name("");
  app.add_option_function<std::string>(
         "username",
         [=](const std::string& name) {
           if (!options->server.user.empty()) Refuse("the user is given twice");
           options->server.user = name;
         },
         "The same as --user")
      ->type_name("");
}

void CheckPg2arrowOptions(const Pg2arrowOptions& options) {
  const std::string& command = options.command;
  const bool exports = !command.empty() || !options.table.empty();
  if (!options.dump.empty()) {
    if (exports || !options.output.empty() || !options.append.empty()) {
      Refuse("--dump only prints; leave -c, -t, -o and --append out");
    }
    return;
  }
  if (!exports) Refuse("what to write is missing: give a query with -c, or a table with -t");
  const bool by_worker = Has(command, "$(WORKER_ID)") || Has(command, "$(N_WORKERS)");
  if (by_worker && options.workers == 0) {
    Refuse("the query has $(WORKER_ID) or $(N_WORKERS); give the number of workers with -n");
  }
  if (Has(command, "$(PARALLEL_KEY)") != !options.parallel_keys.empty()) {
    Refuse(options.parallel_keys.empty()
               ? "the query has $(PARALLEL_KEY); give the keys with -k"
               : "-k is for a query with $(PARALLEL_KEY); each key is run in place of that");
  }
}

}  // namespace quiver::cli
