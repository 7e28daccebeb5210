#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include <arrow/ipc/reader.h>
#include <arrow/util/byte_size.h>

#include "core/projected_stream.h"
#include "core/statistics_metadata.h"
#include "files/input.h"
#include "formats/ipc/batch_slicer.h"
#include "formats/ipc/ipc_file.h"
#include "formats/ipc/ipc_source.h"
#include "formats/ipc/single_table_source.h"
#include "formats/ipc/stream_message_reader.h"

namespace quiver {
namespace {

using arrow::ipc::RecordBatchStreamReader;

arrow::Result<std::shared_ptr<RecordBatchStreamReader>> OpenReader(
    std::shared_ptr<arrow::io::InputStream> input, std::vector<int> columns) {
  auto options = arrow::ipc::IpcReadOptions::Defaults();
  options.included_fields = std::move(columns);
  // Whoever reads decides how many threads there are.
  options.use_threads = false;
  options.ensure_alignment = arrow::ipc::Alignment::kDataTypeSpecificAlignment;
  return RecordBatchStreamReader::Open(std::make_unique<ipc::StreamMessageReader>(std::move(input)),
                                       options);
}

class StreamReader final : public arrow::RecordBatchReader {
 public:
  StreamReader(std::string path, std::shared_ptr<RecordBatchStreamReader> batches,
               const ipc::Projection& projection, const SourceOptions& options)
      : path_(std::move(path)),
        batches_(std::move(batches)),
        projection_(projection),
        options_(options) {}

  std::shared_ptr<arrow::Schema> schema() const override { return projection_.schema; }

  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* out) override {
    for (;;) {
      ARROW_RETURN_NOT_OK(options_.stop.Poll());
      *out = slices_.Next();
      if (*out != nullptr || at_end_) return arrow::Status::OK();
      const arrow::Status status = ReadBatch();
      if (!status.ok()) {
        return ipc::InFile(
            path_, status.WithMessage("record batch ", batches_read_ + 1, ": ", status.message()));
      }
    }
  }

 private:
  arrow::Status ReadBatch() {
    std::shared_ptr<arrow::RecordBatch> batch;
    ARROW_RETURN_NOT_OK(batches_->ReadNext(&batch));
    at_end_ = batch == nullptr;
    if (at_end_) return arrow::Status::OK();
    batch = projection_.Apply(*batch);
    ARROW_RETURN_NOT_OK(ipc::CheckValues(*batch));
    ++batches_read_;
    const int64_t rows = batch->num_rows();
    const int64_t bytes = arrow::util::TotalBufferSize(*batch);
    slices_.Set(std::move(batch), ipc::MostRows(rows, bytes, options_));
    return arrow::Status::OK();
  }

  const std::string path_;
  const std::shared_ptr<RecordBatchStreamReader> batches_;
  const ipc::Projection& projection_;
  const SourceOptions& options_;
  ipc::BatchSlicer slices_;
  int64_t batches_read_ = 0;
  bool at_end_ = false;
};

// What can be read once is opened with the source, because its schema is needed then.
struct StreamInput {
  std::string path;
  std::shared_ptr<arrow::Schema> schema;
  std::shared_ptr<RecordBatchStreamReader> first;
  bool once = false;
  std::atomic<bool> taken = false;

  arrow::Result<std::shared_ptr<RecordBatchStreamReader>> Open(const ipc::Projection& projection) {
    if (once) {
      if (taken.exchange(true)) {
        return arrow::Status::Invalid(path, ": it can be read only once; write it to a file first");
      }
      return first;
    }
    ARROW_ASSIGN_OR_RAISE(auto input, OpenInput(path));
    auto reader = OpenReader(std::move(input), projection.ToRead());
    if (!reader.ok()) return ipc::InFile(path, reader.status());
    return reader;
  }
};

class IpcStreamTable final : public TableStream {
 public:
  IpcStreamTable(std::shared_ptr<StreamInput> input, TableDescription description,
                 std::optional<std::vector<int>> columns, const SourceOptions& options)
      : input_(std::move(input)), description_(std::move(description)), options_(options) {
    projection_ = {std::move(columns), description_.schema};
  }

  const TableDescription& description() const override { return description_; }
  int64_t num_partitions() const override { return 1; }
  arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> OpenPartition(int64_t) override {
    ARROW_ASSIGN_OR_RAISE(auto reader, input_->Open(projection_));
    return std::make_unique<StreamReader>(input_->path, std::move(reader), projection_, options_);
  }

 private:
  const std::shared_ptr<StreamInput> input_;
  const TableDescription description_;
  ipc::Projection projection_;
  const SourceOptions options_;
};

class IpcStreamSource final : public ipc::SingleTableSource {
 public:
  IpcStreamSource(std::shared_ptr<StreamInput> input, std::string fingerprint,
                  const SourceOptions& options)
      : SingleTableSource(input->path, input->schema),
        input_(std::move(input)),
        fingerprint_(std::move(fingerprint)),
        options_(options) {}

  arrow::Result<std::unique_ptr<TableStream>> OpenScan(const TableName& name,
                                                       const Scan& scan) override {
    ARROW_RETURN_NOT_OK(CheckName(name));
    // Without columns, or from what was opened already, all is read and the rest is dropped.
    const bool project = scan.columns && !scan.columns->empty() && !input_->once;
    TableDescription part = description();
    std::optional<std::vector<int>> columns;
    if (project) {
      ARROW_ASSIGN_OR_RAISE(columns, FindColumns(part, *scan.columns));
      part = ProjectDescription(part, *columns);
    }
    auto table = std::make_unique<IpcStreamTable>(input_, std::move(part), columns, options_);
    if (!scan.columns || project) return table;
    return ProjectStream(std::move(table), *scan.columns);
  }

  arrow::Result<std::string> Fingerprint() override { return fingerprint_; }

 private:
  const std::shared_ptr<StreamInput> input_;
  const std::string fingerprint_;
  const SourceOptions options_;
};

}  // namespace

arrow::Result<std::unique_ptr<Source>> OpenIpcStreamSource(const std::string& path,
                                                           const SourceOptions& options) {
  auto stream = std::make_shared<StreamInput>();
  stream->path = path;
  stream->once = IsStreamOnly(path);
  std::string fingerprint = "a stream";
  std::shared_ptr<arrow::io::InputStream> input;
  if (stream->once) {
    ARROW_ASSIGN_OR_RAISE(input, OpenInputStream(path));
  } else {
    ARROW_ASSIGN_OR_RAISE(fingerprint, FileFingerprint(path));
    ARROW_ASSIGN_OR_RAISE(input, OpenInput(path));
  }
  auto reader = OpenReader(std::move(input), {});
  if (!reader.ok()) return ipc::InFile(path, reader.status());
  stream->schema = WithoutStatistics((*reader)->schema());
  if (stream->once) stream->first = *std::move(reader);
  return std::make_unique<IpcStreamSource>(std::move(stream), std::move(fingerprint), options);
}

}  // namespace quiver
