#include "formats/parquet/parquet_source.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "core/projected_stream.h"
#include "files/input.h"
#include "formats/parquet/parquet_file.h"
#include "formats/parquet/parquet_table_stream.h"

namespace quiver {
namespace parquet_format {
namespace {

class ParquetSource final : public Source {
 public:
  ParquetSource(std::shared_ptr<const ParquetFile> file, const SourceOptions& options)
      : file_(std::move(file)), options_(options), name_{"", TableNameOfFile(file_->path)} {}

  arrow::Result<std::vector<TableInfo>> Tables() override {
    TableInfo info;
    info.name = name_;
    info.kind = TableInfo::Kind::kFile;
    info.estimated_rows = file_->metadata->num_rows();
    ARROW_ASSIGN_OR_RAISE(info.estimated_bytes, file_->input->GetSize());
    return std::vector<TableInfo>{info};
  }

  arrow::Result<std::unique_ptr<TableStream>> OpenTable(const TableName& name) override {
    return OpenScan(name, {});
  }
  arrow::Result<std::unique_ptr<TableStream>> OpenScan(const TableName& name,
                                                       const Scan& scan) override;
  arrow::Result<std::string> Fingerprint() override { return FileFingerprint(file_->path); }

 private:
  const std::shared_ptr<const ParquetFile> file_;
  const SourceOptions options_;
  const TableName name_;
};

arrow::Result<std::unique_ptr<TableStream>> ParquetSource::OpenScan(const TableName& name,
                                                                    const Scan& scan) {
  ARROW_ASSIGN_OR_RAISE(const auto tables, Tables());
  if (name != name_) return TableNotFound(name, tables, file_->path);
  TableDescription description;
  description.name = name_;
  description.schema = file_->schema;
  description.estimated_rows = file_->metadata->num_rows();
  auto reading = std::make_shared<TableReading>();
  reading->file = file_;
  reading->columns.resize(file_->columns.size());
  std::iota(reading->columns.begin(), reading->columns.end(), 0);
  if (scan.columns.has_value()) {
    ARROW_ASSIGN_OR_RAISE(reading->columns, FindColumns(description, *scan.columns));
    description = ProjectDescription(description, reading->columns);
  }
  reading->schema = description.schema;
  reading->batch_rows = std::max<int64_t>(1, options_.batch_rows);
  reading->batch_bytes = options_.most_batch_bytes();
  reading->bytes_ahead = options_.budget.memory / (4 * options_.budget.jobs);
  reading->stop = options_.stop;
  return OpenTableStream(std::move(description), std::move(reading), scan.predicate);
}

}  // namespace
}  // namespace parquet_format

arrow::Result<std::unique_ptr<Source>> OpenParquetSource(const std::string& path,
                                                         const SourceOptions& options) {
  using namespace parquet_format;
  ARROW_ASSIGN_OR_RAISE(auto file, ParquetFile::Open(path));
  return std::make_unique<ParquetSource>(std::move(file), options);
}

arrow::Result<std::unique_ptr<Source>> OpenParquetSource(
    const std::string& path, std::shared_ptr<arrow::io::RandomAccessFile> input,
    const SourceOptions& options) {
  using namespace parquet_format;
  ARROW_ASSIGN_OR_RAISE(auto file, ParquetFile::Open(path, std::move(input), IsRemote(path)));
  return std::make_unique<ParquetSource>(std::move(file), options);
}

}  // namespace quiver
