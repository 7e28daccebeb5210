#include "formats/csv/quarantine_stream.h"

#include <algorithm>
#include <string>
#include <utility>

#include <arrow/array/builder_binary.h>
#include <arrow/array/builder_primitive.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>

namespace quiver::csv {
namespace {

class QuarantineReader final : public arrow::RecordBatchReader {
 public:
  QuarantineReader(std::shared_ptr<arrow::Schema> schema, std::shared_ptr<CsvTable> table,
                   std::unique_ptr<RowReader> rows)
      : schema_(std::move(schema)), table_(std::move(table)), rows_(std::move(rows)) {}

  std::shared_ptr<arrow::Schema> schema() const override { return schema_; }

  /// The bad rows of one block, or of the first one that has some.
  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) override {
    batch->reset();
    while (true) {
      ARROW_RETURN_NOT_OK(table_->options().stop.Poll());
      ARROW_ASSIGN_OR_RAISE(const bool more, rows_->Next());
      if (!more) return arrow::Status::OK();
      if (rows_->block().bad_rows.empty()) continue;
      ARROW_RETURN_NOT_OK(table_->CheckUtf8(*rows_));
      return MakeBatch(rows_->block()).Value(batch);
    }
  }

 private:
  arrow::Result<std::shared_ptr<arrow::RecordBatch>> MakeBatch(const RowBlock& block) {
    arrow::Int64Builder lines;
    arrow::StringBuilder reasons;
    arrow::StringBuilder texts;
    uint32_t counted_to = 0;
    ARROW_ASSIGN_OR_RAISE(int64_t line, table_->LineOf(*rows_, 0));
    for (const RowBlock::BadRow& row : block.bad_rows) {
      line +=
          std::count(block.text + counted_to, block.text + row.begin, table_->dialect().row_end);
      counted_to = row.begin;
      ARROW_RETURN_NOT_OK(lines.Append(line));
      ARROW_RETURN_NOT_OK(reasons.Append(BadRowReason(row, block.columns)));
      ARROW_RETURN_NOT_OK(
          texts.Append(block.text + row.begin, static_cast<int32_t>(row.end - row.begin)));
    }
    ARROW_ASSIGN_OR_RAISE(auto line_array, lines.Finish());
    ARROW_ASSIGN_OR_RAISE(auto reason_array, reasons.Finish());
    ARROW_ASSIGN_OR_RAISE(auto text_array, texts.Finish());
    return arrow::RecordBatch::Make(schema_, line_array->length(),
                                    {line_array, reason_array, text_array});
  }

  const std::shared_ptr<arrow::Schema> schema_;
  const std::shared_ptr<CsvTable> table_;
  const std::unique_ptr<RowReader> rows_;
};

}  // namespace

QuarantineStream::QuarantineStream(std::shared_ptr<CsvTable> table) : table_(std::move(table)) {
  description_.name = table_->name();
  description_.name.name += "__quarantine";
  description_.comment = "Rows of " + table_->text().name + " that are no rows of its table";
  description_.schema = arrow::schema({arrow::field("line", arrow::int64(), false),
                                       arrow::field("reason", arrow::utf8(), false),
                                       arrow::field("row", arrow::utf8(), false)});
  for (size_t i = 0; i < table_->counts().size(); ++i) {
    num_rows_ += table_->counts()[i].bad_rows;
    if (table_->counts()[i].bad_rows > 0) partitions_.push_back(static_cast<int64_t>(i));
  }
}

arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> QuarantineStream::OpenPartition(
    int64_t partition) {
  if (partition < 0 || partition >= num_partitions()) {
    return arrow::Status::IndexError(description_.name.name, " has no partition ", partition);
  }
  ARROW_ASSIGN_OR_RAISE(auto rows, table_->OpenRows(partitions_[partition]));
  return std::make_unique<QuarantineReader>(schema(), table_, std::move(rows));
}

}  // namespace quiver::csv
