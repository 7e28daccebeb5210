#include "databases/sqlite/sqlite_sink.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <arrow/type.h>
#include <fmt/format.h>

#include "databases/sqlite/append_check.h"
#include "databases/sqlite/batches_ahead.h"
#include "databases/sqlite/create_statements.h"
#include "databases/sqlite/read_back.h"
#include "databases/sqlite/row_writer.h"
#include "databases/sqlite/target_database.h"
#include "databases/sqlite/tokenizer.h"

namespace quiver {
namespace sqlite {
namespace {

class SqliteSink final : public Sink {
 public:
  SqliteSink(std::unique_ptr<TargetDatabase> database, const SinkOptions& options)
      : database_(std::move(database)), options_(options) {}

  arrow::Status Begin(const std::vector<TableDescription>& tables) override;
  Action ActionFor(const TableName& name) const override;
  int64_t FirstMissingPartition(const TableName&) const override { return 0; }
  arrow::Status Write(TableStream& stream) override;
  arrow::Result<std::unique_ptr<TableStream>> ReadBack(const TableName& name) override;
  arrow::Status Commit() override;
  std::vector<std::string> Notes() const override { return notes_; }

 private:
  struct Table {
    TableDescription description;
    Action action = Action::kWrite;
    bool append = false;
    bool written = false;
    /// Of rows that were there before this run. Nothing where there are no rowids to tell by.
    std::optional<int64_t> last_rowid_before;
    int64_t first_rowid = 0;
  };

  Connection& connection() { return database_->connection(); }

  arrow::Result<std::string> KindOfExisting(const std::string& name);
  arrow::Status MeetExisting(Table* table);
  arrow::Status PrepareAppend(Table* table);
  arrow::Status DropImpossibleForeignKeys();
  arrow::Status CreateTables();

  const std::unique_ptr<TargetDatabase> database_;
  const SinkOptions options_;
  std::vector<TableName> order_;
  std::map<TableName, Table> tables_;
  std::vector<std::string> notes_;
};

/// "table", "view" or "" for a name that is free.
arrow::Result<std::string> SqliteSink::KindOfExisting(const std::string& name) {
  ARROW_ASSIGN_OR_RAISE(auto found,
                        connection().Prepare("SELECT type FROM sqlite_schema WHERE type IN "
                                             "('table', 'view') AND name = ?1 COLLATE NOCASE"));
  ARROW_RETURN_NOT_OK(found.Bind(0, name));
  ARROW_ASSIGN_OR_RAISE(const bool exists, found.Step());
  return exists ? std::string(found.text(0)) : "";
}

/// A key to a table that will not be there would make every later change of the rows an error.
arrow::Status SqliteSink::DropImpossibleForeignKeys() {
  for (auto& [name, table] : tables_) {
    std::vector<ForeignKey> possible;
    for (const ForeignKey& key : table.description.foreign_keys) {
      const bool comes = std::ranges::any_of(
          order_, [&](const TableName& other) { return SameName(other.name, key.table.name); });
      ARROW_ASSIGN_OR_RAISE(const std::string kind, KindOfExisting(key.table.name));
      if (comes || kind == "table") {
        possible.push_back(key);
      } else {
        notes_.push_back(fmt::format(
            "{}: a foreign key is left out: its table {} is neither copied nor in the target",
            name.ToString(), key.table.ToString()));
      }
    }
    table.description.foreign_keys = std::move(possible);
  }
  return arrow::Status::OK();
}

arrow::Status SqliteSink::PrepareAppend(Table* table) {
  ARROW_RETURN_NOT_OK(CheckAppend(connection(), table->description));
  table->append = true;
  // Without rowids (or where a column has that name) this asks for something else, or fails.
  const bool hidden = std::ranges::any_of(table->description.schema->fields(), [](const auto& f) {
    return SameName(f->name(), "rowid");
  });
  auto last =
      connection().Prepare("SELECT max(rowid) FROM " + QuoteName(table->description.name.name));
  if (hidden || !last.ok()) return arrow::Status::OK();
  ARROW_RETURN_NOT_OK(last->Step().status());
  // An empty table: every rowid is new.
  table->last_rowid_before =
      last->is_null(0) ? std::numeric_limits<int64_t>::min() : last->integer(0);
  return arrow::Status::OK();
}

arrow::Status SqliteSink::MeetExisting(Table* table) {
  const TableName& name = table->description.name;
  ARROW_ASSIGN_OR_RAISE(const std::string kind, KindOfExisting(name.name));
  if (kind.empty()) return arrow::Status::OK();
  if (options_.if_exists == IfExists::kSkip) {
    table->action = Action::kSkip;
    return arrow::Status::OK();
  }
  if (kind == "view") {
    return arrow::Status::AlreadyExists(database_->target(), " has a view named ", name.ToString(),
                                        "; drop it, or use --if-exists skip");
  }
  switch (options_.if_exists) {
    case IfExists::kReplace:
      return connection().Execute("DROP TABLE " + QuoteName(name.name));
    case IfExists::kAppend:
      return PrepareAppend(table);
    default:
      return arrow::Status::AlreadyExists(
          database_->target(), " has a table ", name.ToString(),
          " already; use --if-exists replace, append or skip, or another target");
  }
}

arrow::Status SqliteSink::CreateTables() {
  for (const TableName& name : order_) {
    const Table& table = tables_[name];
    if (table.append || table.action == Action::kSkip) continue;
    ARROW_ASSIGN_OR_RAISE(const std::string create,
                          CreateTableStatement(table.description, options_.constraints));
    const arrow::Status created = connection().Execute(create);
    if (!created.ok()) {
      return created.WithMessage("table ", name.ToString(), ": ", created.message());
    }
  }
  return arrow::Status::OK();
}

arrow::Status SqliteSink::Begin(const std::vector<TableDescription>& tables) {
  ARROW_RETURN_NOT_OK(CheckTables(tables));
  for (const TableDescription& table : tables) {
    order_.push_back(table.name);
    tables_[table.name].description = table;
    const auto not_kept = NotKept(table);
    notes_.insert(notes_.end(), not_kept.begin(), not_kept.end());
  }
  ARROW_RETURN_NOT_OK(DropImpossibleForeignKeys());
  for (const TableName& name : order_) ARROW_RETURN_NOT_OK(MeetExisting(&tables_[name]));
  return CreateTables();
}

Sink::Action SqliteSink::ActionFor(const TableName& name) const {
  const auto found = tables_.find(name);
  return found == tables_.end() ? Action::kWrite : found->second.action;
}

arrow::Status SqliteSink::Write(TableStream& stream) {
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
  ARROW_ASSIGN_OR_RAISE(auto writer,
                        RowWriter::Open(connection(), table.description, options_.stop));
  BatchesAhead batches(&stream);
  while (true) {
    ARROW_ASSIGN_OR_RAISE(const auto batch, batches.Next());
    if (batch == nullptr) break;
    ARROW_RETURN_NOT_OK(writer.Write(*batch));
  }
  table.first_rowid = writer.first_rowid();
  table.written = true;
  if (table.append || !options_.constraints) return arrow::Status::OK();
  for (const std::string& statement : FinishingStatements(table.description)) {
    const arrow::Status finished = connection().Execute(statement);
    if (!finished.ok()) {
      return finished.WithMessage("table ", table.description.name.ToString(), ": ",
                                  finished.message());
    }
  }
  return arrow::Status::OK();
}

arrow::Result<std::unique_ptr<TableStream>> SqliteSink::ReadBack(const TableName& name) {
  const auto found = tables_.find(name);
  if (found == tables_.end() || !found->second.written) {
    return arrow::Status::KeyError("table ", name.ToString(), " was not written");
  }
  const Table& table = found->second;
  if (table.append && (!table.last_rowid_before || table.first_rowid <= *table.last_rowid_before)) {
    return arrow::Status::NotImplemented(
        "table ", name.ToString(),
        ": its new rows can't be told from the old ones; append to it without --verify");
  }
  return OpenReadBack(connection(), table.description, table.last_rowid_before,
                      options_.budget.batch_bytes(), options_.stop);
}

arrow::Status SqliteSink::Commit() {
  ARROW_RETURN_NOT_OK(options_.stop.Poll());
  return database_->Commit();
}

}  // namespace
}  // namespace sqlite

arrow::Result<std::unique_ptr<Sink>> OpenSqliteSink(const std::string& path,
                                                    const SinkOptions& options) {
  ARROW_ASSIGN_OR_RAISE(auto database, sqlite::TargetDatabase::Open(path));
  return std::make_unique<sqlite::SqliteSink>(std::move(database), options);
}

}  // namespace quiver
