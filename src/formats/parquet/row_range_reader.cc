#include "formats/parquet/row_range_reader.h"

#include <algorithm>
#include <utility>

#include <arrow/array.h>
#include <arrow/table.h>
#include <arrow/util/byte_size.h>
#include <fmt/format.h>

#include "formats/parquet/batch_rows.h"
#include "formats/parquet/guarded.h"
#include "formats/parquet/int96_check.h"
#include "formats/parquet/restored_type.h"
#include "formats/parquet/skipping_reader.h"
#include "formats/parquet/value_validity.h"

namespace quiver::parquet_format {
namespace {

class RowRangeReader final : public arrow::RecordBatchReader {
 public:
  RowRangeReader(std::shared_ptr<const TableReading> reading, const RowRange& range)
      : reading_(std::move(reading)), range_(range), row_(range.begin) {}

  arrow::Status Open(const std::vector<PageStarts>& page_starts);

  std::shared_ptr<arrow::Schema> schema() const override { return reading_->schema; }
  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* out) override;

 private:
  using ColumnReader = ::parquet::arrow::ColumnReader;

  const FileColumn& column(size_t i) const { return reading_->file->columns[reading_->columns[i]]; }
  std::vector<int> LeavesAhead() const;
  arrow::Status OpenInt96Check(const std::vector<SkippedPages>& skipped);
  arrow::Result<std::shared_ptr<arrow::ChunkedArray>> NextValues(ColumnReader* reader, size_t i,
                                                                 int64_t rows) const;
  arrow::Result<std::shared_ptr<arrow::ChunkedArray>> NextColumn(size_t i, int64_t rows);
  arrow::Status ReadRows(int64_t rows);
  arrow::Result<std::shared_ptr<arrow::RecordBatch>> NextPart();
  arrow::Status InColumn(size_t i, const arrow::Status& status) const;

  const std::shared_ptr<const TableReading> reading_;
  const RowRange range_;
  int64_t row_;
  int64_t rows_per_batch_ = 0;

  std::unique_ptr<::parquet::arrow::FileReader> file_;
  std::vector<std::unique_ptr<ColumnReader>> columns_;
  /// The same columns in seconds, where there are INT96 timestamps (int96_check.h); null elsewhere.
  std::unique_ptr<::parquet::arrow::FileReader> seconds_file_;
  std::vector<std::unique_ptr<ColumnReader>> seconds_;

  /// What was read and not handed out yet.
  std::shared_ptr<arrow::Table> table_;
  std::unique_ptr<arrow::TableBatchReader> parts_;
};

arrow::Status RowRangeReader::InColumn(size_t i, const arrow::Status& status) const {
  if (status.ok()) return status;
  return status.WithMessage("column \"", column(i).restored->name(), "\", row group ",
                            range_.row_group, ": ", status.message());
}

/// The bytes of the columns, when they are few enough to be asked for at once.
std::vector<int> RowRangeReader::LeavesAhead() const {
  if (!reading_->file->remote) return {};
  const auto group = reading_->file->metadata->RowGroup(range_.row_group);
  std::vector<int> leaves;
  int64_t bytes = 0;
  for (const int column : reading_->columns) {
    for (const int leaf : reading_->file->columns[column].leaves) {
      leaves.push_back(leaf);
      bytes += group->ColumnChunk(leaf)->total_compressed_size();
    }
  }
  return bytes <= reading_->bytes_ahead ? leaves : std::vector<int>{};
}

arrow::Status RowRangeReader::OpenInt96Check(const std::vector<SkippedPages>& skipped) {
  auto properties = ArrowProperties();
  properties.set_coerce_int96_timestamp_unit(arrow::TimeUnit::SECOND);
  return OpenSkippingReader(*reading_->file, range_.row_group, skipped, {}, properties)
      .Value(&seconds_file_);
}

arrow::Status RowRangeReader::Open(const std::vector<PageStarts>& page_starts) {
  const ParquetFile& file = *reading_->file;
  const size_t num_columns = reading_->columns.size();
  std::vector<SkippedPages> skipped;
  std::vector<int64_t> surplus(num_columns, 0);
  if (range_.begin > 0) {
    skipped.resize(file.metadata->num_columns());
    for (size_t i = 0; i < num_columns; ++i) {
      const PageStarts& starts = page_starts[i];
      const auto page = std::prev(std::ranges::upper_bound(starts, range_.begin));
      skipped[column(i).leaves.front()] = {page - starts.begin(), *page};
      surplus[i] = range_.begin - *page;
    }
  }
  ARROW_ASSIGN_OR_RAISE(
      file_, OpenSkippingReader(file, range_.row_group, skipped, LeavesAhead(), ArrowProperties()));
  columns_.resize(num_columns);
  seconds_.resize(num_columns);
  for (size_t i = 0; i < num_columns; ++i) {
    ARROW_RETURN_NOT_OK(file_->GetColumn(reading_->columns[i], &columns_[i]));
    if (column(i).has_int96) {
      if (seconds_file_ == nullptr) ARROW_RETURN_NOT_OK(OpenInt96Check(skipped));
      ARROW_RETURN_NOT_OK(seconds_file_->GetColumn(reading_->columns[i], &seconds_[i]));
    }
    if (surplus[i] > 0) ARROW_RETURN_NOT_OK(NextColumn(i, surplus[i]).status());
  }
  rows_per_batch_ = RowsPerBatch(file, range_.row_group, reading_->columns, reading_->batch_rows,
                                 reading_->batch_bytes);
  return arrow::Status::OK();
}

arrow::Result<std::shared_ptr<arrow::ChunkedArray>> RowRangeReader::NextValues(ColumnReader* reader,
                                                                               size_t i,
                                                                               int64_t rows) const {
  std::shared_ptr<arrow::ChunkedArray> values;
  ARROW_RETURN_NOT_OK(InColumn(i, reader->NextBatch(rows, &values)));
  const int64_t found = values == nullptr ? 0 : values->length();
  if (found != rows) {
    return InColumn(i, arrow::Status::Invalid("damaged: it ends after ", row_ + found, " rows"));
  }
  return values;
}

/// The next values with the type that the table has, each one checked.
arrow::Result<std::shared_ptr<arrow::ChunkedArray>> RowRangeReader::NextColumn(size_t i,
                                                                               int64_t rows) {
  ARROW_ASSIGN_OR_RAISE(auto values, NextValues(columns_[i].get(), i, rows));
  ARROW_RETURN_NOT_OK(InColumn(i, CheckValues(*values)));
  if (seconds_[i] != nullptr) {
    ARROW_ASSIGN_OR_RAISE(const auto seconds, NextValues(seconds_[i].get(), i, rows));
    ARROW_RETURN_NOT_OK(InColumn(i, CheckInt96(*values, *seconds)));
  }
  const auto& type = column(i).restored->type();
  if (values->type()->Equals(*type, /*check_metadata=*/true)) return values;
  arrow::ArrayVector chunks;
  for (const auto& chunk : values->chunks()) {
    auto restored = Restore(chunk->data(), type);
    if (!restored.ok()) return InColumn(i, restored.status());
    chunks.push_back(arrow::MakeArray(*restored));
  }
  return std::make_shared<arrow::ChunkedArray>(std::move(chunks), type);
}

/// Reads the next rows of all columns. Columns may come in several chunks (when a row group's text
/// passes 2 GiB); batches are cut where any of them ends.
arrow::Status RowRangeReader::ReadRows(int64_t rows) {
  std::vector<std::shared_ptr<arrow::ChunkedArray>> columns;
  for (size_t i = 0; i < columns_.size(); ++i) {
    ARROW_RETURN_NOT_OK(reading_->stop.Poll());
    ARROW_ASSIGN_OR_RAISE(columns.emplace_back(), NextColumn(i, rows));
  }
  table_ = arrow::Table::Make(reading_->schema, std::move(columns), rows);
  parts_ = std::make_unique<arrow::TableBatchReader>(table_);
  // Where rows are larger than was thought, they go out in smaller batches, and from now on fewer
  // are read at once.
  ARROW_ASSIGN_OR_RAISE(const int64_t bytes, arrow::util::ReferencedBufferSize(*table_));
  if (bytes > 2 * reading_->batch_bytes) {
    const int64_t pieces = bytes / reading_->batch_bytes + 1;
    rows_per_batch_ = std::max<int64_t>(1, rows / pieces);
    parts_->set_chunksize(rows_per_batch_);
  }
  row_ += rows;
  return arrow::Status::OK();
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> RowRangeReader::NextPart() {
  if (parts_ == nullptr) return nullptr;
  return parts_->Next();
}

arrow::Status RowRangeReader::ReadNext(std::shared_ptr<arrow::RecordBatch>* out) {
  return Guarded(reading_->file->path, [&]() -> arrow::Status {
    ARROW_RETURN_NOT_OK(reading_->stop.Poll());
    ARROW_ASSIGN_OR_RAISE(*out, NextPart());
    while (*out == nullptr && row_ < range_.end) {
      parts_.reset();
      table_.reset();
      ARROW_RETURN_NOT_OK(ReadRows(std::min(rows_per_batch_, range_.end - row_)));
      ARROW_ASSIGN_OR_RAISE(*out, NextPart());
    }
    return arrow::Status::OK();
  });
}

}  // namespace

arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> OpenRowRange(
    std::shared_ptr<const TableReading> reading, const RowRange& range,
    const std::vector<PageStarts>& page_starts) {
  const std::string path = reading->file->path;
  auto reader = std::make_unique<RowRangeReader>(std::move(reading), range);
  ARROW_RETURN_NOT_OK(Guarded(path, [&] { return reader->Open(page_starts); }));
  return reader;
}

}  // namespace quiver::parquet_format
