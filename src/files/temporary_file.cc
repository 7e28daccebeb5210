#include "files/temporary_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>

#include "files/mapped_file.h"

namespace quiver {

arrow::Result<std::unique_ptr<TemporaryFile>> TemporaryFile::Make() {
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::temp_directory_path(error);
  std::string name = (folder / "quiver-XXXXXX").string();
  const int descriptor = error ? -1 : mkostemp(name.data(), O_CLOEXEC);
  if (descriptor < 0) {
    return arrow::Status::IOError("can't make a temporary file in ", folder.string(), ": ",
                                  error ? error.message() : std::strerror(errno),
                                  "; set TMPDIR to a folder that can be written");
  }
  unlink(name.c_str());
  return std::unique_ptr<TemporaryFile>(new TemporaryFile(descriptor));
}

TemporaryFile::~TemporaryFile() { close(descriptor_); }

arrow::Status TemporaryFile::Append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      return arrow::Status::IOError("can't write a temporary file: ", std::strerror(errno),
                                    "; set TMPDIR to a folder with more room");
    }
    bytes.remove_prefix(written);
    size_ += written;
  }
  return arrow::Status::OK();
}

arrow::Result<std::shared_ptr<arrow::io::RandomAccessFile>> TemporaryFile::Open() const {
  return MapFile(fmt::format("/proc/self/fd/{}", descriptor_));
}

}  // namespace quiver
