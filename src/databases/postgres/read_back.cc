#include "databases/postgres/read_back.h"

#include <cstdlib>
#include <utility>
#include <vector>

#include <arrow/record_batch.h>
#include <fmt/format.h>

#include "databases/postgres/column_planner.h"
#include "databases/postgres/postgres_table_stream.h"
#include "databases/postgres/relation.h"
#include "databases/postgres/restored_values.h"
#include "databases/postgres/row_source.h"
#include "databases/postgres/snapshot.h"
#include "databases/postgres/type_match.h"

namespace quiver::postgres {
namespace {

class RestoringReader final : public arrow::RecordBatchReader {
 public:
  RestoringReader(std::shared_ptr<arrow::Schema> schema,
                  std::unique_ptr<arrow::RecordBatchReader> rows)
      : schema_(std::move(schema)), rows_(std::move(rows)) {}

  std::shared_ptr<arrow::Schema> schema() const override { return schema_; }

  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) override {
    ARROW_RETURN_NOT_OK(rows_->ReadNext(batch));
    if (*batch == nullptr) return arrow::Status::OK();
    arrow::ArrayVector columns;
    for (int i = 0; i < schema_->num_fields(); ++i) {
      ARROW_ASSIGN_OR_RAISE(columns.emplace_back(),
                            Restore((*batch)->column(i), schema_->field(i)->type()));
    }
    *batch = arrow::RecordBatch::Make(schema_, (*batch)->num_rows(), std::move(columns));
    return arrow::Status::OK();
  }

 private:
  const std::shared_ptr<arrow::Schema> schema_;
  const std::unique_ptr<arrow::RecordBatchReader> rows_;
};

class ReadBackStream final : public TableStream {
 public:
  ReadBackStream(std::unique_ptr<TableStream> rows, TableDescription description)
      : rows_(std::move(rows)), description_(std::move(description)) {}

  const TableDescription& description() const override { return description_; }
  int64_t num_partitions() const override { return rows_->num_partitions(); }
  arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> OpenPartition(
      int64_t partition) override {
    ARROW_ASSIGN_OR_RAISE(auto reader, rows_->OpenPartition(partition));
    return std::make_unique<RestoringReader>(schema(), std::move(reader));
  }

 private:
  const std::unique_ptr<TableStream> rows_;
  const TableDescription description_;
};

arrow::Result<Relation> FindRelation(Connection& connection, const std::string& staged) {
  ARROW_ASSIGN_OR_RAISE(const std::string literal, connection.QuoteLiteral(staged));
  ARROW_ASSIGN_OR_RAISE(
      const auto rows,
      connection.Query(fmt::format(
          "SELECT c.oid, n.nspname, c.relname, pg_catalog.pg_relation_size(c.oid) FROM "
          "pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE "
          "c.oid = {}::pg_catalog.regclass",
          literal)));
  Relation relation;
  relation.oid =
      static_cast<uint32_t>(std::strtoul(rows.at(0).at(0).value_or("").c_str(), nullptr, 10));
  relation.schema = rows[0][1].value_or("");
  relation.name = rows[0][2].value_or("");
  relation.bytes = std::strtoll(rows[0][3].value_or("").c_str(), nullptr, 10);
  return relation;
}

/// What was written as text comes back as text, whatever the source would make of its type.
std::string AsText(Column* column, const std::string& quoted) {
  constexpr uint32_t kTextOid = 25;
  column->type = kTextOid;
  column->modifier = -1;
  column->declared = "text";
  return fmt::format("CASE WHEN q.{0} IS NOT NULL THEN pg_catalog.format('%s', q.{0}) END", quoted);
}

TableDescription Restored(const TargetTable& table, const arrow::Schema& read) {
  TableDescription description;
  description.name = table.description.name;
  arrow::FieldVector fields;
  for (int i = 0; i < read.num_fields(); ++i) {
    const auto& written = *table.description.schema->field(i);
    fields.push_back(read.field(i)->WithType(RestoredType(written, read.field(i)->type())));
  }
  description.schema = arrow::schema(fields);
  return description;
}

}  // namespace

arrow::Result<std::unique_ptr<TableStream>> OpenReadBack(const ConnectOptions& options,
                                                         const TargetTable& table,
                                                         const Budget& budget) {
  SourceOptions reading;
  reading.budget = budget;
  reading.stop = options.stop;
  ARROW_ASSIGN_OR_RAISE(const auto snapshot, Snapshot::Open(options));
  Connection& connection = snapshot->leader();
  ARROW_ASSIGN_OR_RAISE(const Relation relation, FindRelation(connection, table.staged));
  ARROW_ASSIGN_OR_RAISE(RowSource source,
                        SourceOfRelation(connection, relation, reading.batch_bytes));
  ARROW_ASSIGN_OR_RAISE(auto columns, ReadColumns(connection, relation));
  std::vector<std::string> values;
  for (size_t i = 0; i < columns.size(); ++i) {
    ARROW_ASSIGN_OR_RAISE(const std::string quoted, connection.QuoteIdentifier(columns[i].name));
    const bool was_text = IsText(*table.description.schema->field(static_cast<int>(i)));
    values.push_back(table.columns[i].needs_cast() && was_text ? AsText(&columns[i], quoted)
                                                               : "q." + quoted);
  }
  ARROW_ASSIGN_OR_RAISE(auto planned, PlanColumns(*snapshot, source, columns, values, reading,
                                                  table.place.ToString()));
  TableDescription description;
  description.schema = SchemaOf(planned);
  const TableDescription restored = Restored(table, *description.schema);
  auto rows = std::make_unique<PostgresTableStream>(
      snapshot, std::move(description), std::move(source), std::move(planned),
      BatchLimits{reading.batch_rows, budget.batch_bytes()}, options.stop);
  return std::make_unique<ReadBackStream>(std::move(rows), restored);
}

}  // namespace quiver::postgres
