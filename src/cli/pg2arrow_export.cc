#include "cli/pg2arrow_export.h"

#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>

#include <arrow/type.h>
#include <arrow/type_traits.h>
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/copy_report.h"
#include "cli/interrupt.h"
#include "cli/password_prompt.h"
#include "cli/progress_choice.h"
#include "cli/progress_lines.h"
#include "core/sql_name.h"
#include "quiver/inspect.h"

namespace quiver::cli {
namespace {

// A file that is there from now on, so that nobody else gets its name; gone with this, unless kept.
class TemporaryFile {
 public:
  static arrow::Result<std::unique_ptr<TemporaryFile>> Make() {
    const char* folder = std::getenv("TMPDIR");
    std::string path = folder == nullptr || *folder == '\0' ? "/tmp" : folder;
    path += "/pg2arrow_XXXXXX.arrow";
    const int descriptor = mkstemps(path.data(), static_cast<int>(strlen(".arrow")));
    if (descriptor < 0) {
      return arrow::Status::IOError(path, " can't be made: ", std::strerror(errno),
                                    "; name a file with --output");
    }
    close(descriptor);
    return std::unique_ptr<TemporaryFile>(new TemporaryFile(std::move(path)));
  }
  ~TemporaryFile() {
    if (!kept_) unlink(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::string& path() const { return path_; }
  void Keep() { kept_ = true; }

 private:
  explicit TemporaryFile(std::string path) : path_(std::move(path)) {}

  const std::string path_;
  bool kept_ = false;
};

// A query that is all of a table. What is no name in SQL is a name as it stands.
std::string TableQuery(const std::string& table) {
  if (IsSqlName(table)) return "TABLE " + table;
  std::string quoted = "\"";
  for (const char c : table) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return "TABLE " + quoted + "\"";
}

void ShareOut(const Pg2arrowOptions& options, TransferOptions* transfer) {
  auto& parts = transfer->source.postgres.query_parts;
  if (options.workers > 0) transfer->sink.budget.jobs = options.workers;
  const bool by_worker = options.command.find("$(WORKER_ID)") != std::string::npos ||
                         options.command.find("$(N_WORKERS)") != std::string::npos;
  for (int i = 0; by_worker && i < options.workers; ++i) {
    parts.push_back(
        {{"$(WORKER_ID)", std::to_string(i)}, {"$(N_WORKERS)", std::to_string(options.workers)}});
  }
  for (const std::string& key : options.parallel_keys) parts.push_back({{"$(PARALLEL_KEY)", key}});
  if (!options.parallel_keys.empty()) {
    transfer->sink.budget.jobs = static_cast<int>(options.parallel_keys.size());
  }
  if (options.workers > 1 && !options.command.empty() && !by_worker) {
    PrintNote("the query has no $(WORKER_ID), so that one session reads it");
  }
}

// Rows that are added to a file have its decimals, whichever their own values would need.
arrow::Status TakeDecimals(const Location& file, PostgresOptions* postgres) {
  ARROW_ASSIGN_OR_RAISE(const auto files, Inspect(file));
  for (const auto& field : files.front().layout.schema->fields()) {
    if (arrow::is_decimal(field->type()->id())) postgres->decimals[field->name()] = field->type();
  }
  return arrow::Status::OK();
}

arrow::Result<TransferReport> CopyTo(const Location& target, const Location& source,
                                     bool with_progress, TransferOptions transfer) {
  auto progress = MakeProgress(with_progress ? ProgressChoice::kAuto : ProgressChoice::kNever);
  transfer.progress = progress.get();
  return Copy(source, target, transfer);
}

}  // namespace

arrow::Result<int> Export(Pg2arrowOptions options) {
  TransferOptions& transfer = options.transfer;
  transfer.selection.query = options.table.empty() ? options.command : TableQuery(options.table);
  if (!options.table.empty()) transfer.selection.tables = {options.table};
  transfer.sink.budget = Budget::Default();
  ShareOut(options, &transfer);
  transfer.source.budget = transfer.sink.budget;
  transfer.source.stop = transfer.sink.stop = InterruptToken();

  Location target{LocationKind::kArrowFile, options.output};
  transfer.sink.if_exists = IfExists::kReplace;
  std::unique_ptr<TemporaryFile> temporary;
  if (!options.append.empty()) {
    target.path = options.append;
    transfer.sink.if_exists = IfExists::kAppend;
    ARROW_RETURN_NOT_OK(TakeDecimals(target, &transfer.source.postgres));
  } else if (options.output.empty()) {
    ARROW_ASSIGN_OR_RAISE(temporary, TemporaryFile::Make());
    target.path = temporary->path();
  }

  if (options.ask_for_password) {
    ARROW_ASSIGN_OR_RAISE(options.server.password, AskForPassword());
  }
  Location source{LocationKind::kPostgres, ""};
  ARROW_ASSIGN_OR_RAISE(source.path, ConnectionString(options.server));
  ARROW_ASSIGN_OR_RAISE(const TransferReport report,
                        CopyTo(target, source, options.progress, transfer));
  if (options.progress) PrintCopyReport(report, /*json=*/false);
  if (temporary != nullptr) {
    temporary->Keep();
    PrintNote("no --output was given, so that the rows are in a temporary file:");
    fmt::print("{}\n", temporary->path());
  }
  return kDone;
}

}  // namespace quiver::cli
