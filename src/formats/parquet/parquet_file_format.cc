#include "formats/parquet/parquet_file_format.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include <arrow/record_batch.h>
#include <arrow/util/byte_size.h>

#include "formats/parquet/guarded.h"
#include "formats/parquet/parquet_source.h"
#include "formats/parquet/row_group_encoding.h"
#include "formats/parquet/row_group_splicer.h"
#include "formats/parquet/type_check.h"
#include "formats/parquet/value_limits.h"

namespace quiver {
namespace parquet_format {
namespace {

constexpr int64_t kUsualRows = 122'880;
/// A batch with less than a quarter of a row group waits for the next ones.
constexpr int64_t kSmallPart = 4;
constexpr char kNoPath[] = "";  // FileSink says which file it is

/// What has become of one batch: row groups, or still itself where it is too small for one.
class EncodedBatch final : public TableFileWriter::Encoded {
 public:
  explicit EncodedBatch(std::vector<EncodedRowGroup> row_groups)
      : row_groups(std::move(row_groups)) {
    for (const EncodedRowGroup& group : this->row_groups) bytes_ += group.file->capacity();
  }
  EncodedBatch(std::shared_ptr<arrow::RecordBatch> small, int64_t bytes)
      : small(std::move(small)), bytes_(bytes) {}

  int64_t bytes() const override { return bytes_; }

  std::vector<EncodedRowGroup> row_groups;
  std::shared_ptr<arrow::RecordBatch> small;

 private:
  int64_t bytes_ = 0;
};

class ParquetFileWriter final : public TableFileWriter {
 public:
  ParquetFileWriter(std::shared_ptr<arrow::Schema> schema, const Compression& compression,
                    const SinkOptions& options, std::unique_ptr<RowGroupSplicer> file)
      : schema_(std::move(schema)),
        compression_(compression),
        rows_per_group_(options.batch_rows > 0 ? options.batch_rows : kUsualRows),
        bytes_per_group_(options.budget.batch_bytes()),
        file_(std::move(file)) {}

  arrow::Result<std::unique_ptr<Encoded>> Encode(
      const std::shared_ptr<arrow::RecordBatch>& batch) override {
    return Guarded(kNoPath, [&] { return EncodeBatch(batch); });
  }

  arrow::Status Append(std::unique_ptr<Encoded> encoded) override {
    auto& batch = static_cast<EncodedBatch&>(*encoded);
    return Guarded(kNoPath, [&] { return AppendBatch(&batch); });
  }

  arrow::Status Finish() override {
    return Guarded(kNoPath, [&]() -> arrow::Status {
      ARROW_RETURN_NOT_OK(FlushSmall());
      return file_->Finish();
    });
  }

 private:
  arrow::Result<std::unique_ptr<Encoded>> EncodeBatch(
      const std::shared_ptr<arrow::RecordBatch>& batch) const;
  arrow::Status AppendBatch(EncodedBatch* batch);
  arrow::Status FlushSmall();

  const std::shared_ptr<arrow::Schema> schema_;
  const Compression compression_;
  const int64_t rows_per_group_;
  const int64_t bytes_per_group_;
  const std::unique_ptr<RowGroupSplicer> file_;
  /// Small batches that wait to become a row group together.
  arrow::RecordBatchVector small_;
  int64_t small_rows_ = 0;
  int64_t small_bytes_ = 0;
};

arrow::Result<std::unique_ptr<TableFileWriter::Encoded>> ParquetFileWriter::EncodeBatch(
    const std::shared_ptr<arrow::RecordBatch>& batch) const {
  for (int i = 0; i < batch->num_columns(); ++i) {
    ARROW_RETURN_NOT_OK(CheckLimits(schema_->field(i)->name(), *batch->column_data(i)));
  }
  ARROW_ASSIGN_OR_RAISE(const int64_t bytes, arrow::util::ReferencedBufferSize(*batch));
  if (batch->num_rows() < rows_per_group_ / kSmallPart && bytes < bytes_per_group_ / kSmallPart) {
    return std::make_unique<EncodedBatch>(batch, bytes);
  }
  std::vector<EncodedRowGroup> groups;
  for (int64_t begin = 0; begin < batch->num_rows(); begin += rows_per_group_) {
    ARROW_ASSIGN_OR_RAISE(
        groups.emplace_back(),
        EncodeRowGroup(schema_, compression_, {batch->Slice(begin, rows_per_group_)}));
  }
  return std::make_unique<EncodedBatch>(std::move(groups));
}

arrow::Status ParquetFileWriter::AppendBatch(EncodedBatch* batch) {
  if (batch->small != nullptr) {
    if (small_rows_ + batch->small->num_rows() > rows_per_group_) ARROW_RETURN_NOT_OK(FlushSmall());
    small_rows_ += batch->small->num_rows();
    small_bytes_ += batch->bytes();
    if (batch->small->num_rows() > 0) small_.push_back(std::move(batch->small));
    return small_bytes_ >= bytes_per_group_ ? FlushSmall() : arrow::Status::OK();
  }
  ARROW_RETURN_NOT_OK(FlushSmall());
  for (const EncodedRowGroup& group : batch->row_groups) {
    ARROW_RETURN_NOT_OK(file_->Append(group));
  }
  return arrow::Status::OK();
}

arrow::Status ParquetFileWriter::FlushSmall() {
  if (small_.empty()) return arrow::Status::OK();
  ARROW_ASSIGN_OR_RAISE(const auto group, EncodeRowGroup(schema_, compression_, small_));
  small_.clear();
  small_rows_ = 0;
  small_bytes_ = 0;
  return file_->Append(group);
}

arrow::Status Check(const TableDescription& table, const SinkOptions& options) {
  ARROW_RETURN_NOT_OK(ParseCompression(options.compression));
  return CheckTypes(table);
}

arrow::Result<std::unique_ptr<TableFileWriter>> OpenWriter(
    std::shared_ptr<arrow::io::OutputStream> file, const TableDescription& table,
    const SinkOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const Compression compression, ParseCompression(options.compression));
  return Guarded(kNoPath, [&]() -> arrow::Result<std::unique_ptr<TableFileWriter>> {
    ARROW_ASSIGN_OR_RAISE(auto schema, EncodeSchema(table.schema, compression));
    ARROW_ASSIGN_OR_RAISE(auto splicer,
                          RowGroupSplicer::Open(std::move(file), std::move(schema), compression));
    return std::make_unique<ParquetFileWriter>(table.schema, compression, options,
                                               std::move(splicer));
  });
}

}  // namespace
}  // namespace parquet_format

TableFileFormat ParquetFileFormat() {
  TableFileFormat format;
  format.name = "Parquet";
  format.ending = ".parquet";
  format.usual_batch_rows = parquet_format::kUsualRows;
  format.check = parquet_format::Check;
  format.open_writer = parquet_format::OpenWriter;
  format.open_source = OpenParquetSource;
  return format;
}

}  // namespace quiver
