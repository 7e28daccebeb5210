#include "formats/csv/csv_batch_reader.h"

#include <algorithm>
#include <utility>

#include <arrow/type.h>
#include <fmt/format.h>

#include "formats/csv/field_text.h"
#include "quiver/restart.h"

namespace quiver::csv {
namespace {

/// A value for a message: its begin, on one line.
std::string Shown(std::string_view field) {
  constexpr size_t kMost = 60;
  std::string shown(field.substr(0, kMost));
  std::replace_if(
      shown.begin(), shown.end(), [](unsigned char c) { return c < ' '; }, ' ');
  while (shown.size() == kMost && (static_cast<unsigned char>(shown.back()) & 0xc0) == 0x80) {
    shown.pop_back();
  }
  return field.size() > kMost ? shown + "..." : shown;
}

}  // namespace

arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> CsvBatchReader::Make(
    std::shared_ptr<CsvTable> table, std::shared_ptr<arrow::Schema> schema,
    const std::vector<ColumnReading>& columns, bool types_are_final, int64_t partition,
    std::unique_ptr<RowReader> rows) {
  std::unique_ptr<CsvBatchReader> reader(new CsvBatchReader(
      std::move(table), std::move(schema), columns, types_are_final, partition, std::move(rows)));
  for (const ColumnReading& column : columns) {
    ARROW_ASSIGN_OR_RAISE(auto converter, column.MakeConverter(reader->table_->nulls()));
    reader->converters_.push_back(std::move(converter));
    reader->fixed_bytes_ += FixedBytes(*column.type);
  }
  return reader;
}

CsvBatchReader::CsvBatchReader(std::shared_ptr<CsvTable> table,
                               std::shared_ptr<arrow::Schema> schema,
                               const std::vector<ColumnReading>& columns, bool types_are_final,
                               int64_t partition, std::unique_ptr<RowReader> rows)
    : table_(std::move(table)),
      schema_(std::move(schema)),
      columns_(columns),
      types_are_final_(types_are_final),
      partition_(partition),
      rows_(std::move(rows)) {}

arrow::Status CsvBatchReader::ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) {
  batch->reset();
  batch_rows_ = 0;
  batch_bytes_ = 0;
  while (true) {
    if (next_row_ == static_cast<int64_t>(rows_->block().rows)) {
      ARROW_ASSIGN_OR_RAISE(const bool more, NextBlock());
      if (!more) break;
      continue;
    }
    const int64_t room = RoomFor();
    if (room == 0) break;
    if (batch_rows_ == 0) ARROW_RETURN_NOT_OK(Reserve());
    ARROW_RETURN_NOT_OK(AppendRows(room));
  }
  if (batch_rows_ == 0) return arrow::Status::OK();
  arrow::ArrayVector arrays;
  arrays.reserve(converters_.size());
  for (const auto& converter : converters_) {
    ARROW_ASSIGN_OR_RAISE(auto array, converter->Finish());
    arrays.push_back(std::move(array));
  }
  *batch = arrow::RecordBatch::Make(schema_, batch_rows_, std::move(arrays));
  return arrow::Status::OK();
}

arrow::Result<bool> CsvBatchReader::NextBlock() {
  ARROW_RETURN_NOT_OK(table_->options().stop.Poll());
  next_row_ = 0;
  ARROW_ASSIGN_OR_RAISE(const bool more, rows_->Next());
  if (!more) {
    next_row_ = static_cast<int64_t>(rows_->block().rows);
    table_->row_begins().SetNext(partition_, rows_->next_position());
    return false;
  }
  ARROW_RETURN_NOT_OK(table_->CheckUtf8(*rows_));
  const RowBlock& block = rows_->block();
  if (!block.bad_rows.empty() && table_->options().csv.on_bad_row == CsvOptions::OnBadRow::kError) {
    return table_->BadRowError(*rows_, block.bad_rows.front());
  }
  return true;
}

int64_t CsvBatchReader::RoomFor() const {
  const RowBlock& block = rows_->block();
  const SourceOptions& options = table_->options();
  const auto rows = static_cast<int64_t>(block.rows);
  const int64_t row_bytes = fixed_bytes_ + static_cast<int64_t>(block.consumed) / rows;
  const int64_t by_bytes =
      (options.most_batch_bytes() - batch_bytes_ + row_bytes - 1) / std::max<int64_t>(row_bytes, 1);
  const int64_t room = std::min(options.batch_rows - batch_rows_, by_bytes);
  return std::clamp<int64_t>(room, batch_rows_ == 0 ? 1 : 0, rows - next_row_);
}

arrow::Status CsvBatchReader::Reserve() {
  const RowBlock& block = rows_->block();
  const int64_t rest = table_->row_begins().Limit(partition_) - rows_->position();
  const auto rows = static_cast<int64_t>(block.rows);
  const int64_t row_bytes = static_cast<int64_t>(block.consumed) / rows;
  int64_t expected = rest / std::max<int64_t>(row_bytes, 1);
  expected += expected / 16;
  expected = std::min(
      {expected, table_->options().batch_rows,
       table_->options().most_batch_bytes() / std::max<int64_t>(fixed_bytes_ + row_bytes, 1) + 1});
  for (const auto& converter : converters_) ARROW_RETURN_NOT_OK(converter->Reserve(expected));
  return arrow::Status::OK();
}

arrow::Status CsvBatchReader::AppendRows(int64_t count) {
  const RowBlock& block = rows_->block();
  for (size_t i = 0; i < converters_.size(); ++i) {
    ARROW_ASSIGN_OR_RAISE(
        const int64_t appended,
        converters_[i]->Append(block, next_row_, next_row_ + count, columns_[i].index));
    if (appended < count) return Misfit(columns_[i], next_row_ + appended);
  }
  next_row_ += count;
  batch_rows_ += count;
  batch_bytes_ += count * (fixed_bytes_ +
                           static_cast<int64_t>(block.consumed) / static_cast<int64_t>(block.rows));
  return arrow::Status::OK();
}

arrow::Status CsvBatchReader::Misfit(const ColumnReading& column, int64_t row) const {
  const std::string_view field = rows_->block().field(row, column.index);
  const auto offset = static_cast<uint32_t>(field.data() - rows_->block().text);
  ARROW_ASSIGN_OR_RAISE(const int64_t line, table_->LineOf(*rows_, offset));
  std::string message = fmt::format("{}, line {}, column \"{}\": {} is not {}", table_->text().name,
                                    line, column.name, Shown(field), column.type->ToString());
  if (column.asked) return arrow::Status::Invalid(message, ", which was asked for");
  if (types_are_final_)
    return arrow::Status::Invalid(message, "; the file changed while it was read");
  table_->SetMisfit();
  if (column.no_values) {
    return SchemaChanged::Make(
        fmt::format("{}, line {}, column \"{}\": {} is its first value; there was none in samples",
                    table_->text().name, line, column.name, Shown(field)));
  }
  return SchemaChanged::Make(message + ", as it was in samples");
}

}  // namespace quiver::csv
