#include "formats/parquet/parquet_table_stream.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "formats/parquet/guarded.h"
#include "formats/parquet/pruning.h"

namespace quiver::parquet_format {
namespace {

/// Row groups are divided into partitions of about this many rows (and never into more than
/// kMostRanges, because every reader has to pass the pages before its own).
constexpr int64_t kRowsPerRange = 122'880;
constexpr int64_t kMostRanges = 64;

class ParquetTableStream final : public TableStream {
 public:
  ParquetTableStream(TableDescription description, std::shared_ptr<const TableReading> reading)
      : description_(std::move(description)), reading_(std::move(reading)) {}

  arrow::Status Plan(const std::optional<Predicate>& predicate);

  const TableDescription& description() const override { return description_; }
  int64_t num_partitions() const override { return static_cast<int64_t>(ranges_.size()); }
  int64_t num_rows() const override { return num_rows_; }

  arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> OpenPartition(
      int64_t partition) override {
    const RowRange& range = ranges_.at(partition);
    const auto starts = page_starts_.find(range.row_group);
    return OpenRowRange(reading_, range,
                        starts == page_starts_.end() ? std::vector<PageStarts>{} : starts->second);
  }

 private:
  void PlanRowGroup(::parquet::PageIndexReader* index, int row_group,
                    const std::optional<Predicate>& predicate);
  std::vector<PageStarts> ReadAllPageStarts(::parquet::PageIndexReader* index, int row_group) const;

  const TableDescription description_;
  const std::shared_ptr<const TableReading> reading_;
  std::vector<RowRange> ranges_;
  /// Of the row groups which are not read from their first row to their last by one reader.
  std::map<int, std::vector<PageStarts>> page_starts_;
  int64_t num_rows_ = 0;
};

/// Empty where a column has no offset index, or is nested: its pages need not begin with a row.
std::vector<PageStarts> ParquetTableStream::ReadAllPageStarts(::parquet::PageIndexReader* index,
                                                              int row_group) const {
  std::vector<PageStarts> all;
  for (const int i : reading_->columns) {
    const FileColumn& column = reading_->file->columns[i];
    if (!column.flat) return {};
    all.push_back(ReadPageStarts(index, *reading_->file, row_group, column.leaves[0]));
    if (all.back().empty()) return {};
  }
  return all;
}

void ParquetTableStream::PlanRowGroup(::parquet::PageIndexReader* index, int row_group,
                                      const std::optional<Predicate>& predicate) {
  const ParquetFile& file = *reading_->file;
  const int64_t rows = file.metadata->RowGroup(row_group)->num_rows();
  if (rows == 0 || (predicate && CanSkipRowGroup(file, row_group, *predicate))) return;
  std::vector<RowRange> ranges{{row_group, 0, rows}};
  // A server is asked for whole column chunks; the pages' places would be requests of their own.
  const bool divide = !file.remote && index != nullptr && (predicate || rows >= 2 * kRowsPerRange);
  if (divide) {
    std::vector<PageStarts> starts = ReadAllPageStarts(index, row_group);
    if (!starts.empty()) {
      ranges = SplitRowGroup(row_group, rows, starts, std::max(kRowsPerRange, rows / kMostRanges));
      if (predicate) ranges = SkipPages(index, file, ranges, *predicate);
      page_starts_[row_group] = std::move(starts);
    }
  }
  for (const RowRange& range : ranges) {
    ranges_.push_back(range);
    num_rows_ += range.rows();
  }
}

arrow::Status ParquetTableStream::Plan(const std::optional<Predicate>& predicate) {
  const auto reader = reading_->file->NewReader();
  const auto index = reader->GetPageIndexReader();
  for (int i = 0; i < reading_->file->metadata->num_row_groups(); ++i) {
    ARROW_RETURN_NOT_OK(reading_->stop.Poll());
    PlanRowGroup(index.get(), i, predicate);
  }
  return arrow::Status::OK();
}

}  // namespace

arrow::Result<std::unique_ptr<TableStream>> OpenTableStream(
    TableDescription description, std::shared_ptr<const TableReading> reading,
    const std::optional<Predicate>& predicate) {
  const std::string path = reading->file->path;
  auto stream = std::make_unique<ParquetTableStream>(std::move(description), std::move(reading));
  ARROW_RETURN_NOT_OK(Guarded(path, [&] { return stream->Plan(predicate); }));
  return stream;
}

}  // namespace quiver::parquet_format
