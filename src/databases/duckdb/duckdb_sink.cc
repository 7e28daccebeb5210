#include "databases/duckdb/duckdb_sink.h"

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
#include "databases/duckdb/duckdb_table_stream.h"
#include "databases/duckdb/existing_tables.h"
#include "databases/duckdb/extension_file.h"
#include "databases/duckdb/read_back.h"
#include "databases/duckdb/resume_state.h"
#include "databases/duckdb/table_writer.h"
#include "databases/duckdb/target_file.h"
#include "databases/duckdb/write_transaction.h"

namespace quiver {
namespace duckdb {
namespace {

class DuckDbSink final : public Sink {
 public:
  static arrow::Result<std::unique_ptr<Sink>> Open(const std::string& path,
                                                   const SinkOptions& options) {
    std::unique_ptr<DuckDbSink> sink(new DuckDbSink(options));
    ARROW_ASSIGN_OR_RAISE(sink->file_, TargetFile::Open(path, options));
    ARROW_ASSIGN_OR_RAISE(const ExtensionFunctions extension, LoadExtension(sink->connection()));
    if (sink->file_->is_new()) sink->resume_ = std::make_unique<ResumeState>(sink->connection());
    sink->transaction_ =
        std::make_unique<WriteTransaction>(sink->connection(), sink->resume_.get(), options.stop);
    sink->writer_ = std::make_unique<TableWriter>(options, sink->connection(), sink->resume_.get(),
                                                  sink->transaction_.get(), extension);
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

  bool HasManySmallTables() const;
  arrow::Status BeginNewFile();
  arrow::Status BeginExistingFile(const ExistingTables& existing);
  arrow::Status MeetExisting(const ExistingTables& existing, Table* table);
  arrow::Status DropSequence(const TableDescription& table);
  arrow::Status CreateSchemas();

  const SinkOptions options_;
  std::unique_ptr<TargetFile> file_;
  // Null for a file that exists: there is one transaction, and so nothing to resume.
  std::unique_ptr<ResumeState> resume_;
  std::unique_ptr<WriteTransaction> transaction_;
  std::unique_ptr<TableWriter> writer_;
  std::vector<TableName> order_;
  std::map<TableName, Table> tables_;
  std::vector<std::string> notes_;
};

arrow::Status DuckDbSink::Begin(const std::vector<TableDescription>& given) {
  ARROW_RETURN_NOT_OK(CheckTables(given));
  ARROW_ASSIGN_OR_RAISE(const ExistingTables existing, ExistingTables::Read(connection()));
  std::vector<TableDescription> tables = given;
  if (options_.constraints) {
    DropImpossibleForeignKeys(existing, &tables, &notes_);
  }
  for (const TableDescription& table : tables) {
    order_.push_back(table.name);
    tables_[table.name].description = table;
    if (!options_.constraints) continue;
    for (const ForeignKey& key : table.foreign_keys) {
      writer_->AddReferenced(key.table);
    }
    const std::vector<std::string> not_carried = NotCarried(table);
    notes_.insert(notes_.end(), not_carried.begin(), not_carried.end());
  }
  return file_->is_new() ? BeginNewFile() : BeginExistingFile(existing);
}

// DuckDB gives every table, and every index, blocks of its own.
bool DuckDbSink::HasManySmallTables() const {
  constexpr size_t kMany = 100;
  constexpr int64_t kSmallRows = 2'000;
  int64_t rows = 0;
  for (const auto& [name, table] : tables_) {
    if (table.description.estimated_rows < 0) return false;
    rows += table.description.estimated_rows;
  }
  return tables_.size() >= kMany && rows / static_cast<int64_t>(tables_.size()) < kSmallRows;
}

arrow::Status DuckDbSink::BeginNewFile() {
  if (!file_->resumes() && HasManySmallTables()) ARROW_RETURN_NOT_OK(file_->UseSmallBlocks());
  if (file_->resumes()) {
    const arrow::Result<bool> loaded = resume_->Load(options_.fingerprint);
    if (!loaded.ok()) file_->LeavePartial();
    ARROW_RETURN_NOT_OK(loaded.status());
    if (*loaded) {
      for (auto& [name, table] : tables_) table.created = resume_->Find(name) != nullptr;
      return arrow::Status::OK();
    }
  }
  ARROW_RETURN_NOT_OK(transaction_->Ensure());
  ARROW_RETURN_NOT_OK(resume_->Create(options_.fingerprint));
  ARROW_RETURN_NOT_OK(CreateSchemas());
  return transaction_->Commit();
}

arrow::Status DuckDbSink::BeginExistingFile(const ExistingTables& existing) {
  ARROW_RETURN_NOT_OK(transaction_->Ensure());
  arrow::Status status = CreateSchemas();
  // Children before their parents, in case both are replaced.
  for (auto name = order_.rbegin(); status.ok() && name != order_.rend(); ++name) {
    status = MeetExisting(existing, &tables_[*name]);
  }
  if (!status.ok()) transaction_->Rollback();
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
      if (!dropped.ok()) {
        return arrow::Status::Invalid("can't replace table ", name.ToString(), " in ",
                                      file_->target(), ": ", dropped.status().message());
      }
      return DropSequence(table->description);
    }
    case IfExists::kAppend: {
      ARROW_RETURN_NOT_OK(CheckAppend(connection(), table->description));
      table->append = true;
      table->created = true;
      if (!HasRowNumbers(*table->description.schema)) return arrow::Status::OK();
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

/// The sequence of a table that was there goes with it, or there would be two of one name.
arrow::Status DuckDbSink::DropSequence(const TableDescription& table) {
  if (!table.sequence) return arrow::Status::OK();
  return connection()
      ->Execute("DROP SEQUENCE IF EXISTS " + QualifiedName(SequenceOf(table)))
      .status();
}

arrow::Status DuckDbSink::CreateSchemas() {
  std::set<std::string> schemas;
  for (const TableName& name : order_) schemas.insert(SchemaOf(name));
  for (const std::string& schema : schemas) {
    ARROW_RETURN_NOT_OK(connection()->Execute(
        fmt::format("CREATE SCHEMA IF NOT EXISTS {}.{}", kTargetCatalog, QuoteIdentifier(schema))));
  }
  return arrow::Status::OK();
}

Sink::Action DuckDbSink::ActionFor(const TableName& table) const {
  const auto found = tables_.find(table);
  return found == tables_.end() ? Action::kWrite : found->second.action;
}

int64_t DuckDbSink::FirstMissingPartition(const TableName& table) const {
  if (resume_ == nullptr) return 0;
  const ResumeState::Progress* progress = resume_->Find(table);
  if (progress == nullptr) return 0;
  return progress->finished ? std::numeric_limits<int64_t>::max() : progress->next_partition;
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
  if (table.append) return writer_->Append(table.description, &stream);
  const bool created = std::exchange(table.created, true);
  return writer_->Write(table.description, created, &stream);
}

arrow::Result<std::unique_ptr<TableStream>> DuckDbSink::ReadBack(const TableName& name) {
  const auto found = tables_.find(name);
  if (found == tables_.end() || !found->second.created) {
    return arrow::Status::KeyError("table ", name.ToString(), " was not written");
  }
  const Table& table = found->second;
  if (table.append && !HasRowNumbers(*table.description.schema)) {
    return arrow::Status::NotImplemented(
        "table ", name.ToString(),
        " has a column named rowid, so its new rows can't be told from the old ones; append to it "
        "without --verify");
  }
  // Committed rows can be read by several connections, but in the file of somebody else only
  // Commit commits.
  if (file_->is_new()) ARROW_RETURN_NOT_OK(transaction_->Commit());
  return OpenReadBack(file_->database(), file_->is_new() ? nullptr : connection(),
                      table.description, table.last_rowid_before, options_.budget, options_.stop);
}

arrow::Status DuckDbSink::Commit() {
  ARROW_RETURN_NOT_OK(options_.stop.Poll());
  if (file_->is_new()) {
    ARROW_RETURN_NOT_OK(transaction_->Ensure());
    ARROW_RETURN_NOT_OK(resume_->Drop());
  }
  const arrow::Status committed = transaction_->Commit();
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
