#include "databases/postgres/postgres_sink.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "databases/postgres/connection.h"
#include "databases/postgres/ddl.h"
#include "databases/postgres/read_back.h"
#include "databases/postgres/server_error.h"
#include "databases/postgres/staging.h"
#include "databases/postgres/table_load.h"
#include "databases/postgres/target_plan.h"
#include "databases/postgres/target_types.h"

namespace quiver {
namespace postgres {
namespace {

// Below so many rows another connection costs more than it brings.
constexpr int64_t kRowsForMoreConnections = 20'000;

class PostgresSink final : public Sink {
 public:
  static arrow::Result<std::unique_ptr<Sink>> Open(const std::string& conninfo,
                                                   const SinkOptions& options) {
    std::unique_ptr<PostgresSink> sink(new PostgresSink(options));
    sink->connect_.conninfo = conninfo;
    sink->connect_.stop = options.stop;
    ARROW_ASSIGN_OR_RAISE(sink->connections_.emplace_back(), Connection::Open(sink->connect_));
    return sink;
  }
  ~PostgresSink() override { Abort(); }

  arrow::Status Begin(const std::vector<TableDescription>& tables) override;
  Action ActionFor(const TableName& name) const override;
  int64_t FirstMissingPartition(const TableName&) const override { return 0; }
  arrow::Status Write(TableStream& stream) override;
  arrow::Result<std::unique_ptr<TableStream>> ReadBack(const TableName& name) override;
  arrow::Status Commit() override;
  std::vector<std::string> Notes() const override { return notes_; }

 private:
  explicit PostgresSink(const SinkOptions& options) : options_(options) {}
  Connection& main() { return *connections_.front(); }

  // The steps of Begin.
  arrow::Status Stage();
  arrow::Status StageTable(TargetTypes* types, TargetTable* table);
  arrow::Status ChooseColumns(TargetTypes* types, TargetTable* table);
  arrow::Status ReadWireTypes(TargetTypes* types, TargetTable* table);

  // Of Write.
  arrow::Result<std::vector<Connection*>> ConnectionsFor(const TableStream& stream);
  arrow::Status CheckCasts(const TargetTable& table);

  // Of Commit.
  arrow::Status CommitTables();
  arrow::Status DropReplaced();
  arrow::Status Append(const TargetTable& table);

  arrow::Status Run(const TargetTable& table, const Statement& statement);
  void Abort();

  const SinkOptions options_;
  ConnectOptions connect_;
  /// The first one does everything but carry rows alone.
  std::vector<std::unique_ptr<Connection>> connections_;
  std::optional<Staging> staging_;
  TargetPlan plan_;
  std::vector<std::string> notes_;
  bool committed_ = false;
};

arrow::Status PostgresSink::Begin(const std::vector<TableDescription>& tables) {
  ARROW_RETURN_NOT_OK(plan_.Make(main(), tables, options_));
  notes_ = plan_.notes();
  ARROW_RETURN_NOT_OK(Staging::RemoveDead(main()));
  ARROW_ASSIGN_OR_RAISE(staging_, Staging::Make(main()));
  ARROW_RETURN_NOT_OK(main().Execute("BEGIN"));
  const arrow::Status staged = Stage();
  if (!staged.ok()) {
    (void)main().Execute("ROLLBACK");
    staging_.reset();
    return staged;
  }
  return main().Execute("COMMIT").status();
}

arrow::Status PostgresSink::Stage() {
  TargetTypes types(main(), &*staging_);
  for (TargetTable& table : plan_.tables()) {
    if (table.action == Action::kWrite) ARROW_RETURN_NOT_OK(StageTable(&types, &table));
  }
  return arrow::Status::OK();
}

arrow::Status PostgresSink::StageTable(TargetTypes* types, TargetTable* table) {
  ARROW_ASSIGN_OR_RAISE(const std::string schema, staging_->SchemaFor(table->place.schema));
  ARROW_ASSIGN_OR_RAISE(const std::string quoted, main().QuoteIdentifier(table->place.name));
  table->staged = schema + "." + quoted;
  if (table->append) {
    TableDescription placed = table->description;
    placed.name = table->place;
    ARROW_ASSIGN_OR_RAISE(table->columns, CheckAppend(main(), types, placed, *table->existing));
  } else {
    ARROW_RETURN_NOT_OK(ChooseColumns(types, table));
    if (options_.constraints) DropImpossibleSequence(table->columns, &table->description, &notes_);
    staging_->Add({Staging::Moved::Kind::kTable, table->place.name, table->place.schema});
  }
  ARROW_ASSIGN_OR_RAISE(const Statement create,
                        CreateStatement(main(), *table, options_.constraints));
  ARROW_RETURN_NOT_OK(Run(*table, create));
  return ReadWireTypes(types, table);
}

arrow::Status PostgresSink::ChooseColumns(TargetTypes* types, TargetTable* table) {
  for (const auto& field : table->description.schema->fields()) {
    const auto type = types->Choose(table->place, *field);
    const std::string column =
        fmt::format("table {}, column \"{}\"", table->place.ToString(), field->name());
    if (!type.ok()) return type.status().WithMessage(column, ": ", type.status().message());
    for (const std::string& note : type->notes) notes_.push_back(column + ": " + note);
    table->columns.push_back(*type);
  }
  return arrow::Status::OK();
}

/// By the table that was created, because only the server knows the numbers of its types.
arrow::Status PostgresSink::ReadWireTypes(TargetTypes* types, TargetTable* table) {
  ARROW_ASSIGN_OR_RAISE(const std::string literal, main().QuoteLiteral(table->staged));
  ARROW_ASSIGN_OR_RAISE(
      const auto rows,
      main().Query(fmt::format("SELECT atttypid, atttypmod FROM pg_catalog.pg_attribute WHERE "
                               "attrelid = {}::pg_catalog.regclass AND attnum > 0 ORDER BY attnum",
                               literal)));
  for (size_t i = 0; i < rows.size(); ++i) {
    const arrow::Field& field = *table->description.schema->field(static_cast<int>(i));
    const ServerType type{
        static_cast<uint32_t>(std::strtoul(rows[i][0].value_or("").c_str(), nullptr, 10)),
        std::atoi(rows[i][1].value_or("").c_str())};
    ARROW_ASSIGN_OR_RAISE(const Types* known, types->Read({type.oid}));
    // What is not of the same type was refused or cast when its column was chosen.
    const auto wire = MatchType(field, type, Origin::kSameType, *known);
    if (!wire.ok()) {
      return arrow::Status::NotImplemented("table ", table->place.ToString(), ", column \"",
                                           field.name(), "\": ", field.type()->ToString(),
                                           " can't be sent as ", table->columns[i].staged_sql);
    }
    table->wire.push_back(*wire);
  }
  return arrow::Status::OK();
}

Sink::Action PostgresSink::ActionFor(const TableName& name) const {
  const TargetTable* table = plan_.Find(name);
  return table == nullptr ? Action::kWrite : table->action;
}

arrow::Status PostgresSink::Write(TableStream& stream) {
  TargetTable* found = plan_.Find(stream.description().name);
  if (found == nullptr) {
    return arrow::Status::KeyError("table ", stream.description().name.ToString(),
                                   " was not in Begin");
  }
  TargetTable& table = *found;
  if (table.action == Action::kSkip) return arrow::Status::OK();
  if (!stream.schema()->Equals(*table.description.schema)) {
    return arrow::Status::Invalid("table ", table.description.name.ToString(),
                                  " has another schema than in Begin");
  }
  const CopyTarget target{table.place, table.staged, table.place.name, table.description.schema,
                          table.wire};
  ARROW_ASSIGN_OR_RAISE(const auto connections, ConnectionsFor(stream));
  ARROW_RETURN_NOT_OK(LoadTable(connections, target, stream));
  ARROW_RETURN_NOT_OK(CheckCasts(table));
  ARROW_ASSIGN_OR_RAISE(const auto statements,
                        LoadedStatements(main(), table, options_.constraints));
  for (const Statement& statement : statements) ARROW_RETURN_NOT_OK(Run(table, statement));
  table.written = true;
  return arrow::Status::OK();
}

arrow::Result<std::vector<Connection*>> PostgresSink::ConnectionsFor(const TableStream& stream) {
  size_t count = static_cast<size_t>(
      std::min<int64_t>(options_.budget.jobs, std::max<int64_t>(stream.num_partitions(), 1)));
  const int64_t rows = stream.num_rows();
  if (0 <= rows && rows < kRowsForMoreConnections) count = 1;
  while (connections_.size() < count) {
    ARROW_ASSIGN_OR_RAISE(connections_.emplace_back(), Connection::Open(connect_));
  }
  std::vector<Connection*> connections;
  for (size_t i = 0; i < count; ++i) connections.push_back(connections_[i].get());
  return connections;
}

arrow::Status PostgresSink::CheckCasts(const TargetTable& table) {
  ARROW_ASSIGN_OR_RAISE(const auto checks, CastChecks(main(), table));
  for (const Statement& check : checks) {
    const auto changed = main().Query(check.sql);
    const std::string where = fmt::format("table {}, {}", table.place.ToString(), check.what);
    if (!changed.ok()) {
      return changed.status().WithMessage(where, ": ", changed.status().message());
    }
    if (changed->empty()) continue;
    return arrow::Status::Invalid(where, ": the value ", changed->at(0).at(0).value_or("NULL"),
                                  " is written in another way there, and would not come back as it "
                                  "is");
  }
  return arrow::Status::OK();
}

arrow::Status PostgresSink::Run(const TargetTable& table, const Statement& statement) {
  const arrow::Status status = main().Execute(statement.sql).status();
  if (status.ok() || status.IsCancelled()) return status;
  // Not for what has nothing to do with them: a full disk, a lost connection.
  const bool constraint = status.IsInvalid() && options_.constraints && !table.append;
  return status.WithMessage("table ", table.place.ToString(), ": ", statement.what, ": ",
                            status.message(),
                            constraint ? "; --no-constraints copies the rows alone" : "");
}

arrow::Result<std::unique_ptr<TableStream>> PostgresSink::ReadBack(const TableName& name) {
  const TargetTable* table = plan_.Find(name);
  if (table == nullptr || !table->written) {
    return arrow::Status::KeyError("table ", name.ToString(), " was not written");
  }
  return OpenReadBack(connect_, *table, options_.budget);
}

arrow::Status PostgresSink::Commit() {
  ARROW_RETURN_NOT_OK(options_.stop.Poll());
  ARROW_RETURN_NOT_OK(main().Execute("BEGIN"));
  if (const arrow::Status moved = CommitTables(); !moved.ok()) {
    (void)main().Execute("ROLLBACK");
    return moved;
  }
  const arrow::Status committed = main().Execute("COMMIT").status();
  if (!committed.ok() && SqlStateOf(committed).empty()) {
    return committed.WithMessage(committed.message(),
                                 "; whether the rows are there is not known: look");
  }
  committed_ = committed.ok();
  return committed;
}

arrow::Status PostgresSink::CommitTables() {
  ARROW_RETURN_NOT_OK(DropReplaced());
  for (const TargetTable& table : plan_.tables()) {
    if (table.append) ARROW_RETURN_NOT_OK(Append(table));
  }
  ARROW_RETURN_NOT_OK(staging_->Move());
  for (const TargetTable& table : plan_.tables()) {
    if (!table.creates()) continue;
    ARROW_ASSIGN_OR_RAISE(auto statements, GrantStatements(main(), table));
    if (options_.constraints) {
      ARROW_ASSIGN_OR_RAISE(const auto keys, ForeignKeyStatements(main(), table));
      statements.insert(statements.end(), keys.begin(), keys.end());
    }
    for (const Statement& statement : statements) ARROW_RETURN_NOT_OK(Run(table, statement));
  }
  return arrow::Status::OK();
}

/// All at once, because they may refer to each other.
arrow::Status PostgresSink::DropReplaced() {
  std::vector<std::string> replaced;
  for (const TargetTable& table : plan_.tables()) {
    if (table.replace) replaced.push_back(table.relation);
  }
  if (replaced.empty()) return arrow::Status::OK();
  const std::string tables = fmt::format("{}", fmt::join(replaced, ", "));
  const arrow::Status dropped = main().Execute("DROP TABLE IF EXISTS " + tables).status();
  if (dropped.ok() || dropped.IsCancelled()) return dropped;
  const bool locked = SqlStateOf(dropped) == "55P03";
  return dropped.WithMessage(main().name(), ": can't replace ", tables, ": ", dropped.message(),
                             locked ? "; another session is using them, perhaps the one that this "
                                      "copy reads from"
                                    : "");
}

arrow::Status PostgresSink::Append(const TargetTable& table) {
  ARROW_ASSIGN_OR_RAISE(const Statement append, AppendStatement(main(), table));
  ARROW_RETURN_NOT_OK(Run(table, append));
  ARROW_ASSIGN_OR_RAISE(const auto sequences, SequencesOf(main(), table.relation,
                                                          table.description.schema->field_names()));
  for (const auto& [column, sequence] : sequences) {
    ARROW_ASSIGN_OR_RAISE(const Statement advance,
                          AdvanceSequence(main(), table, column, sequence));
    ARROW_RETURN_NOT_OK(Run(table, advance));
  }
  return arrow::Status::OK();
}

/// Whatever state the connections are in, and although a stop may have been requested.
void PostgresSink::Abort() {
  connections_.clear();
  if (committed_ || !staging_) return;
  connect_.stop = arrow::StopToken::Unstoppable();
  const auto connection = Connection::Open(connect_);
  // If that fails, too, the next run drops it.
  if (connection.ok()) (void)staging_->Drop(**connection);
}

}  // namespace
}  // namespace postgres

arrow::Result<std::unique_ptr<Sink>> OpenPostgresSink(const std::string& conninfo,
                                                      const SinkOptions& options) {
  return postgres::PostgresSink::Open(conninfo, options);
}

}  // namespace quiver
