#include "host_file.h"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <utility>

#include <arrow/buffer.h>
#include <arrow/util/future.h>

#include "arrow_result.h"
#include "files/input.h"
#include "files/positioned_file.h"
#include "host_error.h"

namespace quiver::duckdb_extension {
namespace {

// The end of a file that is read when it is opened: footers are seldom larger.
constexpr int64_t kTailBytes = 64 << 10;

using Handle = Owned<duckdb_v2_file_handle>;

class HostFile final : public PositionedFile {
 public:
  HostFile(std::string path, Handle handle) : path_(std::move(path)), handle_(std::move(handle)) {}
  ~HostFile() override { handle_.Reset(); }

  arrow::Status ReadTail() {
    idx_t size = 0;
    const std::string error =
        HostError([&](auto* err) { return duckdb_v2_file_size(handle_.get(), &size, err); });
    if (!error.empty()) return arrow::Status::IOError(path_, ": its size is not known: ", error);
    size_ = static_cast<int64_t>(size);
    std::string tail(std::min(size_, kTailBytes), '\0');
    const auto bytes = static_cast<int64_t>(tail.size());
    ARROW_RETURN_NOT_OK(Fetch(size_ - bytes, bytes, tail.data()));
    tail_ = std::move(tail);
    return arrow::Status::OK();
  }

  arrow::Result<int64_t> GetSize() override { return size_; }

  arrow::Result<int64_t> ReadAt(int64_t position, int64_t bytes, void* out) override {
    if (position < 0) return arrow::Status::Invalid(path_, ": a negative position");
    bytes = std::clamp<int64_t>(bytes, 0, std::max<int64_t>(size_ - position, 0));
    if (bytes == 0) return 0;
    const int64_t tail_begin = size_ - static_cast<int64_t>(tail_.size());
    if (position >= tail_begin) {
      std::memcpy(out, tail_.data() + (position - tail_begin), bytes);
    } else {
      ARROW_RETURN_NOT_OK(Fetch(position, bytes, static_cast<char*>(out)));
    }
    return bytes;
  }
  arrow::Result<std::shared_ptr<arrow::Buffer>> ReadAt(int64_t position, int64_t bytes) override {
    bytes = std::clamp<int64_t>(bytes, 0, std::max<int64_t>(size_ - position, 0));
    ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateBuffer(bytes));
    ARROW_RETURN_NOT_OK(ReadAt(position, bytes, buffer->mutable_data()));
    return std::shared_ptr<arrow::Buffer>(std::move(buffer));
  }

  // On the thread that asks: the host may hold locks that another of Arrow's would wait for.
  arrow::Future<std::shared_ptr<arrow::Buffer>> ReadAsync(const arrow::io::IOContext&,
                                                          int64_t position,
                                                          int64_t bytes) override {
    return arrow::Future<std::shared_ptr<arrow::Buffer>>::MakeFinished(ReadAt(position, bytes));
  }

 private:
  // duckdb_v2_file_read_at is not used: with the file systems of Python hosts (seen with 2.0.0) it
  // mixes up ranges that threads ask for at the same time, also with FILE_FLAG_PARALLEL_ACCESS, and
  // fails when a read gives a part of what it was asked for.
  arrow::Status Fetch(int64_t position, int64_t bytes, char* out) {
    const std::lock_guard lock(mutex_);
    const auto failed = [&](int64_t at, const std::string& why) {
      return arrow::Status::IOError(path_, ": can't read the ", bytes, " bytes at byte ", position,
                                    ": ", why, " (at byte ", at, ")");
    };
    std::string error = HostError([&](auto* err) {
      return duckdb_v2_file_seek(handle_.get(), static_cast<idx_t>(position), err);
    });
    if (!error.empty()) return failed(position, error);
    for (int64_t done = 0; done < bytes;) {
      idx_t count = 0;
      error = HostError([&](auto* err) {
        return duckdb_v2_file_read(handle_.get(), out + done, static_cast<idx_t>(bytes - done),
                                   &count, err);
      });
      if (!error.empty()) return failed(position + done, error);
      if (count == 0) return failed(position + done, "it ends early; was it changed?");
      if (static_cast<int64_t>(count) > bytes - done) {
        return failed(position + done, "more bytes came than were asked for");
      }
      done += static_cast<int64_t>(count);
    }
    return arrow::Status::OK();
  }

  const std::string path_;
  std::mutex mutex_;
  Handle handle_;  // where it reads: guarded by mutex_
  int64_t size_ = 0;
  std::string tail_;
};

bool IsHttp(const std::string& path) {
  return path.starts_with("http://") || path.starts_with("https://");
}

// The name in DuckDB's words `... "httpfs" is an existing extension`, for a path that an extension
// would read that is not loaded, and that could not be loaded now; nothing in other errors.
std::string MissingExtension(const std::string& error) {
  const size_t end = error.find("\" is an existing extension");
  if (end == std::string::npos || end == 0) return "";
  const size_t begin = error.rfind('"', end - 1);
  return begin == std::string::npos ? "" : error.substr(begin + 1, end - begin - 1);
}

}  // namespace

bool IsHostPath(const std::string& path, duckdb_v2_context_handle context,
                duckdb_v2_error_info_handle* err) {
  duckdb_v2_file_system_handle file_system;
  Call(err, duckdb_v2_context_get_file_system, context, &file_system);
  const duckdb_v2_str name{path.data(), path.size()};
  bool remote = false;
  Call(err, duckdb_v2_file_system_path_is_remote, file_system, &name, &remote);
  return remote || IsRemote(path);
}

std::shared_ptr<arrow::io::RandomAccessFile> OpenHostFile(const std::string& path,
                                                          duckdb_v2_context_handle context,
                                                          duckdb_v2_error_info_handle* err) {
  duckdb_v2_file_system_handle file_system;
  Call(err, duckdb_v2_context_get_file_system, context, &file_system);
  Owned<duckdb_v2_file_open_options_handle> options(duckdb_v2_file_open_options_destroy);
  Call(err, duckdb_v2_file_open_options_create, file_system, options.out());
  Call(err, duckdb_v2_file_open_options_set_flag, options.get(), DUCKDB_V2_FILE_FLAG_READ);
  const duckdb_v2_str name{path.data(), path.size()};
  Handle handle(duckdb_v2_file_destroy);
  const std::string error = HostError([&](auto* report) {
    return duckdb_v2_file_system_open(file_system, &name, options.get(), handle.out(), report);
  });
  if (!error.empty()) {
    const std::string extension = MissingExtension(error);
    if (extension.empty()) throw Error(path + ": it can't be opened: " + error);
    if (IsHttp(path)) return ValueOf(OpenInput(path));
    throw Error(path + ": DuckDB's extension " + extension +
                " reads it, which is not loaded: LOAD " + extension + ", before that INSTALL " +
                extension);
  }
  auto file = std::make_shared<HostFile>(path, std::move(handle));
  Check(file->ReadTail());
  return file;
}

}  // namespace quiver::duckdb_extension
