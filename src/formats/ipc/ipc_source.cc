#include "formats/ipc/ipc_source.h"

#include <cstring>
#include <string_view>
#include <utility>

#include "formats/ipc/ipc_file.h"
#include "formats/ipc/ipc_table_stream.h"
#include "formats/ipc/single_table_source.h"

namespace quiver {
namespace {

class IpcFileSource final : public ipc::SingleTableSource {
 public:
  IpcFileSource(std::shared_ptr<const ipc::IpcFile> file, std::string fingerprint,
                const SourceOptions& options)
      : SingleTableSource(file->path(), file->schema()),
        file_(std::move(file)),
        fingerprint_(std::move(fingerprint)),
        options_(options) {}

  arrow::Result<std::vector<TableInfo>> Tables() override {
    int64_t bytes = 0;
    for (const ipc::Block& block : file_->footer().batches) bytes += block.body_bytes;
    ARROW_ASSIGN_OR_RAISE(auto tables, SingleTableSource::Tables());
    tables.front().estimated_bytes = bytes;
    return tables;
  }

  arrow::Result<std::unique_ptr<TableStream>> OpenScan(const TableName& name,
                                                       const Scan& scan) override {
    ARROW_RETURN_NOT_OK(CheckName(name));
    return ipc::IpcTableStream::Open(file_, description(), scan, options_);
  }

  arrow::Result<std::string> Fingerprint() override { return fingerprint_; }

 private:
  const std::shared_ptr<const ipc::IpcFile> file_;
  const std::string fingerprint_;
  const SourceOptions options_;
};

}  // namespace

arrow::Result<std::unique_ptr<Source>> OpenIpcSource(const std::string& path,
                                                     const SourceOptions& options) {
  // A pipe has no end to begin from; the batches of a file come in order, as those of a stream do.
  if (IsStreamOnly(path)) return OpenIpcStreamSource(path, options);
  // Whatever replaces the path from here on, the open file stays what it was.
  ARROW_ASSIGN_OR_RAISE(auto fingerprint, FileFingerprint(path));
  ARROW_ASSIGN_OR_RAISE(auto input, OpenInput(path));
  ARROW_ASSIGN_OR_RAISE(const auto begin, input->ReadAt(0, 8));
  const std::string_view magic(*begin);
  if (magic.starts_with("FEA1")) {
    return arrow::Status::NotImplemented(
        path,
        ": it is Feather version 1, which is no Arrow IPC; write it again with "
        "pyarrow.feather.write_feather(pyarrow.feather.read_table(old), new), or with any program "
        "that writes version 2");
  }
  if (!magic.starts_with(ipc::kFileMagic)) {
    auto stream = OpenIpcStreamSource(path, options);
    if (stream.ok()) return stream;
    return arrow::Status::Invalid(path, ": it is no Arrow IPC file, which begins with \"",
                                  ipc::kFileMagic,
                                  "\", and no stream: ", stream.status().message());
  }
  ARROW_ASSIGN_OR_RAISE(auto file, ipc::IpcFile::Open(path, std::move(input)));
  return std::make_unique<IpcFileSource>(std::move(file), std::move(fingerprint), options);
}

}  // namespace quiver
