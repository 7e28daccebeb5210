#include "formats/csv/spool.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>

#include <arrow/buffer.h>
#include <arrow/io/file.h>
#include <fmt/format.h>

namespace quiver::csv {
namespace {

constexpr int64_t kPieceBytes = int64_t{1} << 20;

arrow::Status SpoolError(const std::string& folder) {
  return arrow::Status::IOError(
      fmt::format("can't write a temporary file in {}: {}; set TMPDIR to a folder with more room",
                  folder, std::strerror(errno)));
}

arrow::Result<int> OpenNamelessFile(const std::string& folder) {
  std::string name = folder + "/quiver-XXXXXX";
  const int descriptor = mkostemp(name.data(), O_CLOEXEC);
  if (descriptor < 0) return SpoolError(folder);
  unlink(name.c_str());
  return descriptor;
}

bool WriteAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

}  // namespace

arrow::Result<std::shared_ptr<arrow::io::RandomAccessFile>> Spool(arrow::io::InputStream* input,
                                                                  TextDecoder* decoder,
                                                                  const arrow::StopToken& stop) {
  std::error_code error;
  std::string folder = std::filesystem::temp_directory_path(error).string();
  if (error) folder = "/tmp";
  ARROW_ASSIGN_OR_RAISE(const int descriptor, OpenNamelessFile(folder));
  ARROW_ASSIGN_OR_RAISE(const auto owner, arrow::io::ReadableFile::Open(descriptor));
  std::string decoded;
  while (true) {
    ARROW_RETURN_NOT_OK(stop.Poll());
    ARROW_ASSIGN_OR_RAISE(auto piece, input->Read(kPieceBytes));
    std::string_view bytes(*piece);
    if (decoder != nullptr) {
      decoded.clear();
      ARROW_RETURN_NOT_OK(decoder->Decode(bytes, piece->size() == 0, &decoded));
      bytes = decoded;
    }
    if (!WriteAll(descriptor, bytes)) return SpoolError(folder);
    if (piece->size() == 0) break;
  }
  // Opened again, because a ReadableFile knows the size that there was when it was opened.
  const int again = dup(descriptor);
  if (again < 0) return SpoolError(folder);
  return arrow::io::ReadableFile::Open(again);
}

}  // namespace quiver::csv
