#include "databases/sqlite/counted_table_stream.h"

#include <algorithm>
#include <utility>

#include "databases/sqlite/reconcile_constraints.h"

namespace quiver::sqlite {

CountedTableStream::CountedTableStream(std::unique_ptr<CountedTable> table, RowPolicy policy,
                                       BatchLimits limits, arrow::StopToken stop)
    : table_(std::move(table)),
      policy_(std::move(policy)),
      limits_(limits),
      stop_(std::move(stop)),
      num_rows_(table_->num_rows()) {}

arrow::Result<std::unique_ptr<CountedTableStream>> CountedTableStream::Make(
    std::unique_ptr<CountedTable> table, const SourceOptions& options) {
  const DeclaredTable& declared = table->declared();
  ARROW_ASSIGN_OR_RAISE(std::vector<ColumnDecision> decisions,
                        DecideForms(declared, table->census(), options.on_type_mismatch));
  RowPolicy policy(ReadingsOf(*table, decisions, options.on_type_mismatch), decisions,
                   options.on_type_mismatch);
  const BatchLimits limits = {std::max<int64_t>(options.batch_rows, 1),
                              std::max<int64_t>(options.most_batch_bytes(), 1)};
  std::unique_ptr<CountedTableStream> stream(
      new CountedTableStream(std::move(table), std::move(policy), limits, options.stop));
  stream->description_ = declared.description;
  stream->description_.schema = MakeSchema(declared, decisions);
  for (const ColumnDecision& decision : decisions) {
    stream->description_.type_reasons.push_back(decision.reason);
  }
  ReconcileConstraints(declared, decisions, &stream->description_);
  if (stream->policy_.quarantines()) {
    ARROW_ASSIGN_OR_RAISE(stream->quarantine_,
                          QuarantineStream::Make(*stream->table_, stream->policy_, limits,
                                                 options.budget.jobs, options.stop));
    stream->num_rows_ -= stream->quarantine_->num_rows();
  }
  return stream;
}

arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> CountedTableStream::OpenPartition(
    int64_t partition) {
  if (partition < 0 || partition >= num_partitions()) {
    return arrow::Status::IndexError("table \"", description_.name.name, "\" has no partition ",
                                     partition);
  }
  ARROW_RETURN_NOT_OK(stop_.Poll());
  auto source = table_->Open(partition);
  if (!source.ok()) return InTable(description_.name.name, source.status());
  return std::make_unique<BlockBatchReader>(schema(), *table_, *std::move(source),
                                            table_->rows_in(partition), policy_, limits_, stop_);
}

}  // namespace quiver::sqlite
