#include "databases/sqlite/quarantine_stream.h"

#include <algorithm>
#include <atomic>
#include <string>
#include <utility>

#include <arrow/builder.h>
#include <arrow/table_builder.h>
#include <arrow/type.h>

#include "core/parallel.h"
#include "databases/sqlite/value_text.h"

namespace quiver::sqlite {
namespace {

std::shared_ptr<arrow::Schema> QuarantineSchema(const CountedTable& table) {
  arrow::FieldVector fields;
  if (table.rows_have_ids()) fields.push_back(arrow::field("rowid", arrow::int64(), false));
  fields.push_back(arrow::field("reason", arrow::utf8(), false));
  for (const DeclaredColumn& column : table.declared().columns) {
    std::string name = column.name;
    // The table may have columns of these names itself.
    const auto taken = [&] {
      return std::ranges::any_of(fields, [&](const auto& field) { return field->name() == name; });
    };
    while (taken()) name += "_";
    fields.push_back(arrow::field(name, arrow::utf8(), false));
  }
  return arrow::schema(std::move(fields));
}

/// The offending rows of one partition.
class QuarantineReader : public arrow::RecordBatchReader {
 public:
  QuarantineReader(std::shared_ptr<arrow::Schema> schema, const CountedTable& table,
                   std::unique_ptr<BlockSource> source, int64_t rows, RowPolicy policy,
                   BatchLimits limits, arrow::StopToken stop)
      : schema_(std::move(schema)),
        table_(table),
        source_(std::move(source)),
        policy_(std::move(policy)),
        limits_(limits),
        stop_(std::move(stop)),
        rows_left_(rows),
        block_(table.block_width()) {}

  std::shared_ptr<arrow::Schema> schema() const override { return schema_; }

  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) override {
    return InTable(table_.declared().name, ReadBatch(batch));
  }

 private:
  arrow::Status ReadBatch(std::shared_ptr<arrow::RecordBatch>* batch) {
    batch->reset();
    ARROW_ASSIGN_OR_RAISE(auto builder,
                          arrow::RecordBatchBuilder::Make(schema_, arrow::default_memory_pool()));
    int64_t rows = 0;
    int64_t bytes = 0;
    while (rows_left_ > 0 && rows < limits_.rows && bytes < limits_.bytes) {
      ARROW_RETURN_NOT_OK(stop_.Poll());
      block_.row_limit =
          static_cast<int>(std::min({rows_left_, limits_.rows - rows, int64_t{block_.capacity}}));
      block_.byte_limit =
          limits_.bytes / 4;  // a literal may be twice as long as its value, and more
      ARROW_RETURN_NOT_OK(source_->Fill(&block_));
      if (block_.rows == 0) break;
      rows_left_ -= block_.rows;
      policy_.KeepOffenders(&block_);
      for (int row = 0; row < block_.rows; ++row) {
        ARROW_RETURN_NOT_OK(AppendRow(row, builder.get(), &bytes));
      }
      rows += block_.rows;
    }
    if (rows == 0) return arrow::Status::OK();
    return builder->Flush().Value(batch);
  }

  arrow::Status AppendRow(int row, arrow::RecordBatchBuilder* builder, int64_t* bytes) {
    int field = 0;
    const int64_t row_id = block_.row_ids[row];
    if (table_.rows_have_ids()) {
      ARROW_RETURN_NOT_OK(builder->GetFieldAs<arrow::Int64Builder>(field++)->Append(row_id));
    }
    const auto append = [&](const std::string& text) {
      *bytes += static_cast<int64_t>(text.size());
      return builder->GetFieldAs<arrow::StringBuilder>(field++)->Append(text);
    };
    ARROW_RETURN_NOT_OK(append(policy_.Reason(block_, row)));
    for (const ColumnReading& column : policy_.columns()) {
      std::string literal;
      if (column.block_column < 0) {
        literal = std::to_string(row_id);
      } else {
        AppendSqlLiteral(column, block_.types(column.block_column)[row],
                         block_.values(column.block_column)[row], &literal);
      }
      ARROW_RETURN_NOT_OK(append(literal));
    }
    return arrow::Status::OK();
  }

  const std::shared_ptr<arrow::Schema> schema_;
  const CountedTable& table_;
  const std::unique_ptr<BlockSource> source_;
  RowPolicy policy_;
  const BatchLimits limits_;
  const arrow::StopToken stop_;
  int64_t rows_left_;
  CellBlock block_;
};

}  // namespace

QuarantineStream::QuarantineStream(const CountedTable& table, const RowPolicy& policy,
                                   BatchLimits limits, arrow::StopToken stop)
    : table_(table), policy_(policy), limits_(limits), stop_(std::move(stop)) {
  description_.name = table.declared().description.name;
  description_.name.name += "__quarantine";
  description_.schema = QuarantineSchema(table);
  description_.comment = "Rows of \"" + table.declared().name +
                         "\" that do not fit its columns; values are SQL literals";
}

arrow::Result<std::unique_ptr<QuarantineStream>> QuarantineStream::Make(
    const CountedTable& table, const RowPolicy& policy, BatchLimits limits, int jobs,
    const arrow::StopToken& stop) {
  std::unique_ptr<QuarantineStream> stream(new QuarantineStream(table, policy, limits, stop));
  ARROW_RETURN_NOT_OK(InTable(table.declared().name, stream->Count(jobs)));
  return stream;
}

arrow::Status QuarantineStream::Count(int jobs) {
  const int64_t num_partitions = table_.num_partitions();
  std::vector<int64_t> offenders(num_partitions);
  std::atomic<int64_t> next = 0;
  ARROW_RETURN_NOT_OK(RunParallel(std::min<int64_t>(jobs, num_partitions), [&]() -> arrow::Status {
    for (int64_t partition; (partition = next++) < num_partitions;) {
      ARROW_ASSIGN_OR_RAISE(offenders[partition], CountPartition(partition));
    }
    return arrow::Status::OK();
  }));
  for (int64_t partition = 0; partition < num_partitions; ++partition) {
    if (offenders[partition] > 0) partitions_.push_back(partition);
    num_rows_ += offenders[partition];
  }
  return arrow::Status::OK();
}

arrow::Result<int64_t> QuarantineStream::CountPartition(int64_t partition) const {
  ARROW_ASSIGN_OR_RAISE(std::unique_ptr<BlockSource> source, table_.Open(partition));
  RowPolicy policy = policy_;
  CellBlock block(table_.block_width());
  block.byte_limit = limits_.bytes;
  int64_t offenders = 0;
  for (int64_t rows_left = table_.rows_in(partition); rows_left > 0;) {
    ARROW_RETURN_NOT_OK(stop_.Poll());
    block.row_limit = static_cast<int>(std::min<int64_t>(rows_left, block.capacity));
    ARROW_RETURN_NOT_OK(source->Fill(&block));
    if (block.rows == 0) break;
    rows_left -= block.rows;
    policy.KeepOffenders(&block);
    offenders += block.rows;
  }
  return offenders;
}

arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> QuarantineStream::OpenPartition(
    int64_t partition) {
  if (partition < 0 || partition >= num_partitions()) {
    return arrow::Status::IndexError(description_.name.name, " has no partition ", partition);
  }
  const int64_t of_table = partitions_[partition];
  ARROW_ASSIGN_OR_RAISE(std::unique_ptr<BlockSource> source, table_.Open(of_table));
  return std::make_unique<QuarantineReader>(schema(), table_, std::move(source),
                                            table_.rows_in(of_table), policy_, limits_, stop_);
}

}  // namespace quiver::sqlite
