#include "output_file.h"

#include <utility>

#include "arrow_result.h"
#include "files/staged_file.h"
#include "host_error.h"
#include "host_file.h"

namespace quiver::duckdb_extension {
namespace {

class LocalFile final : public OutputFile {
 public:
  explicit LocalFile(const std::string& path) : file_(ValueOf(StagedFile::Make(path))) {}

  const std::shared_ptr<arrow::io::OutputStream>& stream() const override {
    return file_->stream();
  }
  void Publish() override { Check(file_->Publish(/*replace=*/true)); }

 private:
  const std::unique_ptr<StagedFile> file_;
};

/// A file of DuckDB's file system as one of Arrow's streams.
class RemoteStream final : public arrow::io::OutputStream {
 public:
  RemoteStream(std::string path, duckdb_v2_context_handle context, duckdb_v2_error_info_handle* err)
      : path_(std::move(path)) {
    duckdb_v2_file_system_handle file_system;
    Call(err, duckdb_v2_context_get_file_system, context, &file_system);
    Owned<duckdb_v2_file_open_options_handle> options(duckdb_v2_file_open_options_destroy);
    Call(err, duckdb_v2_file_open_options_create, file_system, options.out());
    Call(err, duckdb_v2_file_open_options_set_flag, options.get(), DUCKDB_V2_FILE_FLAG_WRITE);
    Call(err, duckdb_v2_file_open_options_set_flag, options.get(), DUCKDB_V2_FILE_FLAG_CREATE_NEW);
    const duckdb_v2_str name{path_.data(), path_.size()};
    Call(err, duckdb_v2_file_system_open, file_system, &name, options.get(), file_.out());
  }
  ~RemoteStream() override { file_.Reset(); }

  arrow::Status Close() override {
    closed_ = true;
    return Try([&](auto* err) { return duckdb_v2_file_close(file_.get(), err); });
  }
  bool closed() const override { return closed_; }
  arrow::Result<int64_t> Tell() const override { return position_; }

  using arrow::io::OutputStream::Write;
  arrow::Status Write(const void* data, int64_t bytes) override {
    for (int64_t done = 0; done < bytes;) {
      idx_t count = 0;
      ARROW_RETURN_NOT_OK(Try([&](auto* err) {
        return duckdb_v2_file_write(file_.get(), static_cast<const char*>(data) + done,
                                    static_cast<idx_t>(bytes - done), &count, err);
      }));
      if (count == 0) return arrow::Status::IOError("can't write ", path_, ": nothing was taken");
      done += static_cast<int64_t>(count);
    }
    position_ += bytes;
    return arrow::Status::OK();
  }

 private:
  template <typename Function>
  arrow::Status Try(Function function) const {
    const std::string error = HostError(function);
    if (error.empty()) return arrow::Status::OK();
    return arrow::Status::IOError("can't write ", path_, ": ", error);
  }

  const std::string path_;
  Owned<duckdb_v2_file_handle> file_{duckdb_v2_file_destroy};
  int64_t position_ = 0;
  bool closed_ = false;
};

class RemoteFile final : public OutputFile {
 public:
  RemoteFile(const std::string& path, duckdb_v2_context_handle context,
             duckdb_v2_error_info_handle* err)
      : stream_(std::make_shared<RemoteStream>(path, context, err)) {}

  const std::shared_ptr<arrow::io::OutputStream>& stream() const override { return stream_; }
  void Publish() override { Check(stream_->Close()); }

 private:
  const std::shared_ptr<arrow::io::OutputStream> stream_;
};

}  // namespace

std::unique_ptr<OutputFile> OpenOutputFile(const std::string& path,
                                           duckdb_v2_context_handle context,
                                           duckdb_v2_error_info_handle* err) {
  if (IsHostPath(path, context, err)) return std::make_unique<RemoteFile>(path, context, err);
  return std::make_unique<LocalFile>(path);
}

}  // namespace quiver::duckdb_extension
