#include "databases/duckdb/duckdb_sink.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include <arrow/type.h>
#include <fmt/format.h>

#include "databases/duckdb/begin_checks.h"
#include "databases/duckdb/ddl.h"
#include "databases/duckdb/existing_tables.h"
#include "databases/duckdb/extension_file.h"
#include "databases/duckdb/interrupt_watch.h"
#include "databases/duckdb/partition_export.h"
#include "databases/duckdb/read_back.h"
#include "databases/duckdb/resume_state.h"
#include "databases/duckdb/segment_size.h"
#include "databases/duckdb/target_file.h"

namespace quiver {
namespace duckdb {
namespace {

using Clock = std::chrono::steady_clock;

// A killed run loses at most the work of about so long. A commit of rows takes a few milliseconds.
constexpr std::chrono::seconds kCommitInterval{3};

// Below this, checking each row against its keys as it comes is cheaper than another pass.
constexpr int64_t kRowsForKeysAfterwards = 100'000;

// What a small table, and an index however small, hold in memory until a checkpoint has written
// them: a block or three, of 256 KiB.
constexpr int64_t kLeastTableBytes = int64_t{256} << 10;
constexpr int64_t kLeastIndexBytes = int64_t{768} << 10;
constexpr int64_t kIndexBytesPerRow = 16;

constexpr char kNoConstraints[] = "; --no-constraints copies the rows without keys and checks";

class DuckDbSink final : public Sink {
 public:
  static arrow::Result<std::unique_ptr<Sink>> Open(const std::string& path,
                                                   const SinkOptions& options) {
    std::unique_ptr<DuckDbSink> sink(new DuckDbSink(options));
    ARROW_ASSIGN_OR_RAISE(sink->file_, TargetFile::Open(path, options.budget, options.resume));
    sink->resume_.emplace(sink->connection());
    ARROW_ASSIGN_OR_RAISE(sink->extension_, LoadExtension(sink->connection()));
    return sink;
  }

  arrow::Status Begin(const std::vector<TableDescription>& tables) override;
  Action ActionFor(const TableName& table) const override;
  int64_t FirstMissingPartition(const TableName& table) const override;
  arrow::Status Write(TableStream& stream) override;
  arrow::Result<std::unique_ptr<TableStream>> ReadBack(const TableName& table) override;
  arrow::Status Commit() override;
  std::vector<std::string> Notes() const override { return notes_; }

 private:
  struct Table {
    TableDescription description;
    Action action = Action::kWrite;
    /// The table was there, and keeps its rows.
    bool append = false;
    /// The last row that was there before.
    std::optional<int64_t> last_rowid_before;
    bool created = false;
  };

  explicit DuckDbSink(const SinkOptions& options) : options_(options) {}
  Connection* connection() const { return file_->connection(); }

  arrow::Status BeginNewFile();
  arrow::Status BeginExistingFile(const ExistingTables& existing);
  arrow::Status MeetExisting(const ExistingTables& existing, Table* table);
  arrow::Status CreateSchemas();

  arrow::Status Execute(const std::string& sql);
  arrow::Status EnsureTransaction();
  arrow::Status CommitTransaction();

  DdlOptions OptionsFor(const TableDescription& table, const TableStream& stream) const;
  arrow::Status CreateTable(Table* table, const DdlOptions& ddl);
  arrow::Status InsertAll(const Table& table, TableStream* stream);
  arrow::Status Insert(const Table& table, TableStream* stream, int64_t begin, int64_t end);
  arrow::Status Finish(const Table& table, const DdlOptions& ddl, const TableStream& stream);
  arrow::Status UseThreads(int64_t partitions);
  arrow::Status FreeMemory(const TableDescription& table, int64_t rows);
  arrow::Status Explain(const arrow::Status& error, const TableName& table,
                        const std::string& what) const;

  const SinkOptions options_;
  std::unique_ptr<TargetFile> file_;
  std::optional<ResumeState> resume_;
  ExtensionFunctions extension_;
  std::vector<TableName> order_;
  std::map<TableName, Table> tables_;
  std::set<std::string> referenced_;
  std::vector<std::string> notes_;
  int64_t unwritten_bytes_ = 0;
  int threads_ = 0;
  bool in_transaction_ = false;
  Clock::time_point last_commit_ = Clock::now();
};

arrow::Status DuckDbSink::Begin(const std::vector<TableDescription>& given) {
  ARROW_RETURN_NOT_OK(CheckTables(given));
  ARROW_ASSIGN_OR_RAISE(const ExistingTables existing, ExistingTables::Read(connection()));
  std::vector<TableDescription> tables = given;
  if (options_.constraints) {
    DropDanglingForeignKeys(existing, &tables, &notes_);
  }
  for (const TableDescription& table : tables) {
    order_.push_back(table.name);
    tables_[table.name].description = table;
    if (!options_.constraints) continue;
    for (const ForeignKey& key : table.foreign_keys) {
      referenced_.insert(CatalogKey(
          {key.table.schema.empty() ? table.name.schema : key.table.schema, key.table.name}));
    }
    const std::vector<std::string> not_carried = NotCarried(table);
    notes_.insert(notes_.end(), not_carried.begin(), not_carried.end());
  }
  return file_->is_new() ? BeginNewFile() : BeginExistingFile(existing);
}

arrow::Status DuckDbSink::BeginNewFile() {
  if (file_->resumes()) {
    const arrow::Result<bool> loaded = resume_->Load(options_.fingerprint);
    if (!loaded.ok()) file_->LeavePartial();
    ARROW_RETURN_NOT_OK(loaded.status());
    if (*loaded) {
      for (auto& [name, table] : tables_) table.created = resume_->Find(name) != nullptr;
      return arrow::Status::OK();
    }
  }
  ARROW_RETURN_NOT_OK(EnsureTransaction());
  ARROW_RETURN_NOT_OK(resume_->Create(options_.fingerprint));
  ARROW_RETURN_NOT_OK(CreateSchemas());
  return CommitTransaction();
}

arrow::Status DuckDbSink::BeginExistingFile(const ExistingTables& existing) {
  ARROW_RETURN_NOT_OK(EnsureTransaction());
  arrow::Status status = CreateSchemas();
  // Children before their parents, in case both are replaced.
  for (auto name = order_.rbegin(); status.ok() && name != order_.rend(); ++name) {
    status = MeetExisting(existing, &tables_[*name]);
  }
  if (!status.ok()) {
    (void)connection()->Execute("ROLLBACK");
    in_transaction_ = false;
  }
  return status;
}

arrow::Status DuckDbSink::MeetExisting(const ExistingTables& existing, Table* table) {
  const TableName& name = table->description.name;
  const ExistingTables::Kind* kind = existing.Find(name);
  if (kind == nullptr) return arrow::Status::OK();
  if (options_.if_exists == IfExists::kSkip) {
    table->action = Action::kSkip;
    return arrow::Status::OK();
  }
  if (*kind == ExistingTables::Kind::kView) {
    return arrow::Status::AlreadyExists(file_->target(), " has a view named ", name.ToString(),
                                        "; drop it, or use --if-exists skip");
  }
  switch (options_.if_exists) {
    case IfExists::kReplace: {
      const auto dropped = connection()->Execute("DROP TABLE " + QualifiedName(name));
      if (dropped.ok()) return arrow::Status::OK();
      return arrow::Status::Invalid("can't replace table ", name.ToString(), " in ",
                                    file_->target(), ": ", dropped.status().message());
    }
    case IfExists::kAppend: {
      ARROW_RETURN_NOT_OK(CheckAppend(connection(), table->description));
      table->append = true;
      table->created = true;
      ARROW_ASSIGN_OR_RAISE(
          const auto rows,
          connection()->Query("SELECT max(rowid)::VARCHAR FROM " + QualifiedName(name)));
      if (rows.at(0).at(0)) table->last_rowid_before = std::stoll(*rows[0][0]);
      return arrow::Status::OK();
    }
    default:
      return arrow::Status::AlreadyExists(
          file_->target(), " has a table ", name.ToString(),
          " already; use --if-exists replace, append or skip, or another target");
  }
}

arrow::Status DuckDbSink::CreateSchemas() {
  std::set<std::string> schemas;
  for (const TableName& name : order_) schemas.insert(SchemaOf(name));
  for (const std::string& schema : schemas) {
    ARROW_RETURN_NOT_OK(Execute(fmt::format("CREATE SCHEMA IF NOT EXISTS {}.{}", kTargetCatalog,
                                            QuoteIdentifier(schema))));
  }
  return arrow::Status::OK();
}

Sink::Action DuckDbSink::ActionFor(const TableName& table) const {
  const auto found = tables_.find(table);
  return found == tables_.end() ? Action::kWrite : found->second.action;
}

int64_t DuckDbSink::FirstMissingPartition(const TableName& table) const {
  const ResumeState::Progress* progress = resume_->Find(table);
  if (progress == nullptr) return 0;
  return progress->finished ? std::numeric_limits<int64_t>::max() : progress->next_partition;
}

arrow::Status DuckDbSink::Execute(const std::string& sql) {
  return connection()->Execute(sql).status();
}

arrow::Status DuckDbSink::EnsureTransaction() {
  if (in_transaction_) return arrow::Status::OK();
  ARROW_RETURN_NOT_OK(Execute("BEGIN TRANSACTION"));
  in_transaction_ = true;
  return arrow::Status::OK();
}

arrow::Status DuckDbSink::CommitTransaction() {
  last_commit_ = Clock::now();
  if (!in_transaction_) return arrow::Status::OK();
  in_transaction_ = false;
  if (file_->is_new()) ARROW_RETURN_NOT_OK(resume_->Flush());
  const InterruptWatch watch(connection(), options_.stop);
  return Execute("COMMIT");
}

DdlOptions DuckDbSink::OptionsFor(const TableDescription& table, const TableStream& stream) const {
  DdlOptions ddl;
  ddl.constraints = options_.constraints;
  const int64_t rows = stream.num_rows();
  const bool small = rows >= 0 ? rows < kRowsForKeysAfterwards : stream.num_partitions() <= 1;
  // In one transaction keys of uncommitted rows would be checked at its end, where nobody can tell
  // which table an error is about.
  ddl.keys_in_table = small || !file_->is_new() || RefersToItself(table);
  return ddl;
}

arrow::Status DuckDbSink::Write(TableStream& stream) {
  const auto found = tables_.find(stream.description().name);
  if (found == tables_.end()) {
    return arrow::Status::KeyError("table ", stream.description().name.ToString(),
                                   " was not in Begin");
  }
  Table& table = found->second;
  if (table.action == Action::kSkip) return arrow::Status::OK();
  if (!stream.schema()->Equals(*table.description.schema)) {
    return arrow::Status::Invalid("table ", table.description.name.ToString(),
                                  " has another schema than in Begin");
  }
  if (FirstMissingPartition(table.description.name) == std::numeric_limits<int64_t>::max()) {
    return arrow::Status::OK();
  }
  const DdlOptions ddl = OptionsFor(table.description, stream);
  if (!table.created) ARROW_RETURN_NOT_OK(CreateTable(&table, ddl));
  ARROW_RETURN_NOT_OK(InsertAll(table, &stream));
  if (table.append) return arrow::Status::OK();
  return Finish(table, ddl, stream);
}

arrow::Status DuckDbSink::CreateTable(Table* table, const DdlOptions& ddl) {
  const TableDescription& description = table->description;
  if (file_->is_new() && ddl.constraints && !description.foreign_keys.empty()) {
    // DuckDB finds a parent's key only once it is committed.
    ARROW_RETURN_NOT_OK(CommitTransaction());
  }
  ARROW_RETURN_NOT_OK(EnsureTransaction());
  ARROW_ASSIGN_OR_RAISE(const auto statements, CreateStatements(description, ddl));
  for (const std::string& sql : statements) {
    const arrow::Status status = Execute(sql);
    if (!status.ok()) return Explain(status, description.name, "");
  }
  table->created = true;
  resume_->Set(description.name, {});
  return arrow::Status::OK();
}

arrow::Status DuckDbSink::InsertAll(const Table& table, TableStream* stream) {
  const TableName& name = table.description.name;
  const int64_t partitions = stream->num_partitions();
  SegmentSize segment(options_.budget.jobs, kCommitInterval);
  int64_t begin = FirstMissingPartition(name);
  ARROW_RETURN_NOT_OK(UseThreads(partitions - begin));
  while (begin < partitions) {
    ARROW_RETURN_NOT_OK(EnsureTransaction());
    // A file that exists is one transaction: nothing to resume, so no segments.
    const int64_t end = file_->is_new() ? segment.End(begin, partitions) : partitions;
    const Clock::time_point started = Clock::now();
    ARROW_RETURN_NOT_OK(Insert(table, stream, begin, end));
    segment.Took(end - begin, Clock::now() - started);
    begin = end;
    if (!file_->is_new()) continue;
    resume_->Set(name, {begin, false});
    if (Clock::now() - last_commit_ >= kCommitInterval) {
      const arrow::Status status = CommitTransaction();
      if (!status.ok()) return Explain(status, name, "");
    }
  }
  return arrow::Status::OK();
}

arrow::Status DuckDbSink::Insert(const Table& table, TableStream* stream, int64_t begin,
                                 int64_t end) {
  const TableName& name = table.description.name;
  ARROW_ASSIGN_OR_RAISE(
      const auto rows, PartitionExport::Make(extension_, stream, begin, end, options_.stop));
  std::vector<std::string> columns = stream->schema()->field_names();
  const InterruptWatch watch(connection(), options_.stop);
  const arrow::Status status =
      Execute(fmt::format("INSERT INTO {} {} SELECT * FROM {}", QualifiedName(name),
                          ColumnList(columns), rows->sql()));
  ARROW_RETURN_NOT_OK(rows->first_error());
  return status.ok() ? status : Explain(status, name, "");
}

arrow::Status DuckDbSink::Finish(const Table& table, const DdlOptions& ddl,
                                 const TableStream& stream) {
  const TableDescription& description = table.description;
  const std::vector<LoadedStatement> statements = LoadedStatements(description, ddl);
  if (file_->is_new() && !statements.empty()) {
    // Only for rows that are committed does DuckDB build an index, and find what breaks it, now.
    ARROW_RETURN_NOT_OK(CommitTransaction());
    ARROW_RETURN_NOT_OK(EnsureTransaction());
  }
  for (const LoadedStatement& statement : statements) {
    const InterruptWatch watch(connection(), options_.stop);
    const arrow::Status status = Execute(statement.sql);
    if (!status.ok()) return Explain(status, description.name, statement.what);
  }
  if (!file_->is_new()) return arrow::Status::OK();
  ARROW_RETURN_NOT_OK(EnsureTransaction());
  resume_->Set(description.name, {stream.num_partitions(), true});
  ARROW_RETURN_NOT_OK(FreeMemory(description, stream.num_rows()));
  const bool keys_must_be_visible =
      !ddl.keys_in_table && referenced_.contains(CatalogKey(description.name));
  if (keys_must_be_visible || Clock::now() - last_commit_ >= kCommitInterval) {
    return CommitTransaction();
  }
  return arrow::Status::OK();
}

/// Small tables and indexes stay in memory until they are written: without this, a thousand tables
/// of ten rows would need as much as one of ten million.
arrow::Status DuckDbSink::FreeMemory(const TableDescription& table, int64_t rows) {
  const size_t indexes = (table.primary_key.empty() ? 0 : 1) + table.unique.size() +
                         table.foreign_keys.size() + table.indexes.size();
  unwritten_bytes_ += kLeastTableBytes;
  if (options_.constraints) {
    unwritten_bytes_ +=
        static_cast<int64_t>(indexes) * std::max(kLeastIndexBytes, rows * kIndexBytesPerRow);
  }
  if (unwritten_bytes_ < options_.budget.engine_memory() / 4) return arrow::Status::OK();
  unwritten_bytes_ = 0;
  ARROW_RETURN_NOT_OK(CommitTransaction());
  const InterruptWatch watch(connection(), options_.stop);
  return Execute(fmt::format("CHECKPOINT {}", kTargetCatalog));
}

/// Threads that wait for the end of a table of one partition only take turns from the one that works.
arrow::Status DuckDbSink::UseThreads(int64_t partitions) {
  const int threads =
      static_cast<int>(std::clamp<int64_t>(partitions, 1, options_.budget.jobs));
  if (threads == threads_) return arrow::Status::OK();
  threads_ = threads;
  return Execute(fmt::format("SET threads = {}", threads));
}

/// DuckDB's error with the table, the constraint, and what one can do.
arrow::Status DuckDbSink::Explain(const arrow::Status& error, const TableName& table,
                                  const std::string& what) const {
  if (error.IsCancelled()) return error;
  const std::string subject =
      "table " + table.ToString() + (what.empty() ? "" : ", " + what) + ": ";
  std::string advice;
  if (error.IsOutOfMemory()) {
    advice = "; give it more with --memory";
    if (options_.constraints) advice += ", or use --no-constraints";
  } else if (options_.constraints && (connection()->last_error() == DUCKDB_ERROR_CONSTRAINT ||
                                      !what.empty())) {
    advice = kNoConstraints;
  }
  return error.WithMessage(subject, error.message(), advice);
}

arrow::Result<std::unique_ptr<TableStream>> DuckDbSink::ReadBack(const TableName& name) {
  const auto found = tables_.find(name);
  if (found == tables_.end() || !found->second.created) {
    return arrow::Status::KeyError("table ", name.ToString(), " was not written");
  }
  const Table& table = found->second;
  // Committed rows can be read by several connections, but in the file of somebody else only
  // Commit commits.
  if (file_->is_new()) ARROW_RETURN_NOT_OK(CommitTransaction());
  return OpenReadBack(file_->database(), file_->is_new() ? nullptr : connection(),
                      table.description, table.last_rowid_before, options_.budget, options_.stop);
}

arrow::Status DuckDbSink::Commit() {
  ARROW_RETURN_NOT_OK(options_.stop.Poll());
  if (file_->is_new()) {
    ARROW_RETURN_NOT_OK(EnsureTransaction());
    ARROW_RETURN_NOT_OK(resume_->Drop());
  }
  const arrow::Status committed = CommitTransaction();
  if (!committed.ok()) {
    return committed.WithMessage("can't write ", file_->target(), ": ", committed.message());
  }
  return file_->Publish();
}

}  // namespace
}  // namespace duckdb

arrow::Result<std::unique_ptr<Sink>> OpenDuckDbSink(const std::string& path,
                                                    const SinkOptions& options) {
  return duckdb::DuckDbSink::Open(path, options);
}

}  // namespace quiver
