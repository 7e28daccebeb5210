#include "databases/postgres/postgres_source.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "core/projected_stream.h"
#include "databases/postgres/column_planner.h"
#include "databases/postgres/description_reader.h"
#include "databases/postgres/fingerprint.h"
#include "databases/postgres/joined_rows.h"
#include "databases/postgres/postgres_table_stream.h"
#include "databases/postgres/query_rows.h"
#include "databases/postgres/reconcile_description.h"
#include "databases/postgres/relation.h"
#include "databases/postgres/row_source.h"
#include "databases/postgres/snapshot.h"

namespace quiver {
namespace postgres {
namespace {

class PostgresSource final : public Source {
 public:
  static arrow::Result<std::unique_ptr<Source>> Open(const std::string& conninfo,
                                                     const SourceOptions& options) {
    std::unique_ptr<PostgresSource> source(new PostgresSource(options));
    ARROW_ASSIGN_OR_RAISE(source->snapshot_,
                          Snapshot::Open({.conninfo = conninfo,
                                          .read_only = true,
                                          .lock_timeout_ms = options.busy_timeout_ms,
                                          .settings = options.postgres.settings,
                                          .stop = options.stop}));
    return source;
  }

  arrow::Result<std::vector<TableInfo>> Tables() override;
  arrow::Result<std::unique_ptr<TableStream>> OpenTable(const TableName& name) override {
    return OpenScan(name, {});
  }
  arrow::Result<std::unique_ptr<TableStream>> OpenScan(const TableName& name,
                                                       const Scan& scan) override;
  arrow::Result<std::unique_ptr<TableStream>> OpenQuery(const std::string& sql,
                                                        const TableName& name) override;
  arrow::Result<std::string> Fingerprint() override { return ReadFingerprint(*snapshot_); }

 private:
  explicit PostgresSource(const SourceOptions& options) : options_(options) {}

  arrow::Result<std::unique_ptr<TableStream>> OpenRelation(const Relation& relation,
                                                           const Scan& scan);
  /// `description` is all but its schema.
  arrow::Result<std::unique_ptr<TableStream>> OpenStream(TableDescription description,
                                                         RowSource source,
                                                         const std::vector<Column>& columns,
                                                         const std::vector<std::string>& values);

  arrow::Status ReadRelations() {
    if (relations_) return arrow::Status::OK();
    ARROW_ASSIGN_OR_RAISE(relations_, ListRelations(snapshot_->leader(), options_.views));
    return arrow::Status::OK();
  }

  const SourceOptions options_;
  std::shared_ptr<Snapshot> snapshot_;
  // The snapshot's do not change.
  std::optional<std::vector<Relation>> relations_;
};

arrow::Result<std::vector<TableInfo>> PostgresSource::Tables() {
  ARROW_RETURN_NOT_OK(ReadRelations());
  std::vector<TableInfo> tables;
  for (const Relation& relation : *relations_) {
    TableInfo& info = tables.emplace_back(relation.info());
    info.default_schema = "public";
    ARROW_ASSIGN_OR_RAISE(info.sql_name,
                          QualifiedName(snapshot_->leader(), relation.schema, relation.name));
  }
  return tables;
}

arrow::Result<std::unique_ptr<TableStream>> PostgresSource::OpenScan(const TableName& wanted,
                                                                     const Scan& scan) {
  ARROW_RETURN_NOT_OK(ReadRelations());
  const TableName name{wanted.schema == "public" ? "" : wanted.schema, wanted.name};
  const auto found = std::ranges::find(*relations_, name, &Relation::table_name);
  if (found == relations_->end()) {
    std::vector<TableInfo> known;
    for (const Relation& relation : *relations_) known.push_back(relation.info());
    return TableNotFound(wanted, known, snapshot_->leader().name());
  }
  auto stream = OpenRelation(*found, scan);
  ARROW_RETURN_NOT_OK(InTable(name.ToString(), stream.status()));
  return stream;
}

arrow::Result<std::unique_ptr<TableStream>> PostgresSource::OpenRelation(const Relation& relation,
                                                                         const Scan& scan) {
  // Its transaction holds the locks, and may fail without harm to other tables.
  ARROW_ASSIGN_OR_RAISE(auto connection, snapshot_->Take());
  ARROW_ASSIGN_OR_RAISE(RowSource source,
                        SourceOfRelation(*connection, relation, options_.batch_bytes));
  ARROW_ASSIGN_OR_RAISE(std::vector<Column> columns, ReadColumns(*connection, relation));
  ARROW_ASSIGN_OR_RAISE(TableDescription description,
                        ReadDescription(*connection, relation, columns));
  description.estimated_rows = source.estimated_rows;
  if (scan.columns) {
    ARROW_ASSIGN_OR_RAISE(const auto indices, FindColumns(description, *scan.columns));
    description = ProjectDescription(description, indices);
    std::vector<Column> wanted;
    for (const int index : indices) wanted.push_back(columns[index]);
    columns = std::move(wanted);
  }
  std::vector<std::string> values;
  for (const Column& column : columns) {
    ARROW_ASSIGN_OR_RAISE(const std::string quoted, connection->QuoteIdentifier(column.name));
    values.push_back("q." + quoted);
  }
  connection.reset();
  return OpenStream(std::move(description), std::move(source), columns, values);
}

arrow::Result<std::unique_ptr<TableStream>> PostgresSource::OpenQuery(const std::string& sql,
                                                                      const TableName& name) {
  ARROW_ASSIGN_OR_RAISE(auto connection, snapshot_->Take());
  auto query = ReadQuery(*connection, sql, options_);
  ARROW_RETURN_NOT_OK(InTable(name.ToString(), query.status()));
  const arrow::Status joined = AddJoins(*connection, options_.postgres.joins, &*query);
  ARROW_RETURN_NOT_OK(InTable(name.ToString(), joined));
  TableDescription description;
  description.name = name;
  description.estimated_rows = query->source.estimated_rows;
  connection.reset();
  return OpenStream(std::move(description), std::move(query->source), query->columns,
                    query->values);
}

arrow::Result<std::unique_ptr<TableStream>> PostgresSource::OpenStream(
    TableDescription description, RowSource source, const std::vector<Column>& columns,
    const std::vector<std::string>& values) {
  ARROW_ASSIGN_OR_RAISE(
      std::vector<TableColumn> planned,
      PlanColumns(*snapshot_, source, columns, values, options_, description.name.ToString()));
  description.schema = AddComments(*SchemaOf(planned), description.schema);
  for (const TableColumn& column : planned) description.type_reasons.push_back(column.reason);
  ReconcileDescription(planned, &description);
  return std::make_unique<PostgresTableStream>(
      snapshot_, std::move(description), std::move(source), std::move(planned),
      BatchLimits{options_.batch_rows, options_.most_batch_bytes()}, options_.stop);
}

}  // namespace
}  // namespace postgres

arrow::Result<std::unique_ptr<Source>> OpenPostgresSource(const std::string& conninfo,
                                                          const SourceOptions& options) {
  return postgres::PostgresSource::Open(conninfo, options);
}

}  // namespace quiver
