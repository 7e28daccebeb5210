#include "databases/sqlite/block_batch_reader.h"

#include <algorithm>
#include <utility>

namespace quiver::sqlite {
namespace {

// Buffers are this much larger than the table's average promises, so that most need not grow.
constexpr double kHeadroom = 1.05;

// What a value takes in Arrow beside the bytes of texts and blobs, which its payload counts.
int64_t FixedBytes(const ColumnReading& column) {
  // A number has up to 24 characters as a text.
  if (column.convert_to_text) return 4 + 24;
  switch (column.form) {
    case ColumnForm::kBool:
      return 1;
    case ColumnForm::kDate32:
    case ColumnForm::kUtf8:
    case ColumnForm::kBinary:
      return 4;
    default:
      return 8;
  }
}

}  // namespace

arrow::Status InTable(const std::string& table, const arrow::Status& status) {
  if (status.ok() || status.IsCancelled()) return status;
  return status.WithMessage("table \"", table, "\", ", status.message());
}

BlockBatchReader::BlockBatchReader(std::shared_ptr<arrow::Schema> schema, const CountedTable& table,
                                   std::unique_ptr<BlockSource> source, int64_t rows,
                                   RowPolicy policy, BatchLimits limits, arrow::StopToken stop)
    : schema_(std::move(schema)),
      table_name_(table.declared().name),
      source_(std::move(source)),
      policy_(std::move(policy)),
      limits_(limits),
      stop_(std::move(stop)),
      rows_left_(rows),
      block_(table.block_width()) {
  const std::vector<ColumnReading>& columns = policy_.columns();
  for (size_t i = 0; i < columns.size(); ++i) {
    builders_.push_back(ColumnBuilder::Make(columns[i]));
    block_.bytes_per_row += FixedBytes(columns[i]);
    text_bytes_per_row_.push_back(static_cast<double>(table.census()[i].stored_bytes) /
                                  static_cast<double>(std::max<int64_t>(table.num_rows(), 1)));
  }
}

arrow::Status BlockBatchReader::ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) {
  return InTable(table_name_, ReadBatch(batch));
}

arrow::Status BlockBatchReader::ReadBatch(std::shared_ptr<arrow::RecordBatch>* batch) {
  batch->reset();
  int64_t rows = 0;
  while (rows == 0 && rows_left_ > 0) {
    // Each row counts for bytes_per_row at least, so no batch has more rows than that allows.
    const int64_t most_rows = std::min(
        {rows_left_, limits_.rows, limits_.bytes / std::max<int64_t>(block_.bytes_per_row, 1) + 1});
    int64_t taken = 0;
    int64_t bytes = 0;
    ARROW_RETURN_NOT_OK(StartBatch(most_rows));
    while (taken < most_rows) {
      ARROW_RETURN_NOT_OK(stop_.Poll());
      block_.row_limit = static_cast<int>(std::min<int64_t>(block_.capacity, most_rows - taken));
      block_.byte_limit = limits_.bytes - bytes;
      block_.first_row_always = taken == 0;
      ARROW_RETURN_NOT_OK(source_->Fill(&block_));
      if (block_.rows == 0) break;
      taken += block_.rows;
      bytes += block_.bytes;
      policy_.Apply(&block_);
      rows += block_.rows;
      if (block_.rows > 0) ARROW_RETURN_NOT_OK(AppendBlock());
    }
    if (taken == 0) {
      return arrow::Status::Invalid("fewer rows than were counted before: ", rows_left_,
                                    " are missing");
    }
    rows_left_ -= taken;
  }
  if (rows == 0) return arrow::Status::OK();
  return FinishBatch(rows).Value(batch);
}

arrow::Status BlockBatchReader::StartBatch(int64_t most_rows) {
  for (size_t i = 0; i < builders_.size(); ++i) {
    const double bytes = text_bytes_per_row_[i] * static_cast<double>(most_rows) * kHeadroom;
    ARROW_RETURN_NOT_OK(
        builders_[i]->Start(most_rows, std::min(static_cast<int64_t>(bytes), limits_.bytes)));
  }
  return arrow::Status::OK();
}

arrow::Status BlockBatchReader::AppendBlock() {
  for (auto& builder : builders_) ARROW_RETURN_NOT_OK(builder->Append(block_));
  return arrow::Status::OK();
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> BlockBatchReader::FinishBatch(int64_t rows) {
  std::vector<std::shared_ptr<arrow::Array>> columns(builders_.size());
  for (size_t i = 0; i < builders_.size(); ++i) {
    ARROW_ASSIGN_OR_RAISE(columns[i], builders_[i]->Finish());
  }
  return arrow::RecordBatch::Make(schema_, rows, std::move(columns));
}

}  // namespace quiver::sqlite
