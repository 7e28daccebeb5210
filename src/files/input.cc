#include "files/input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include <arrow/io/buffered.h>
#include <fmt/format.h>

#include "files/cloud_file.h"
#include "files/descriptor_stream.h"
#include "files/http_file.h"
#include "files/mapped_file.h"

namespace quiver {
namespace {

arrow::Status CantOpen(const std::string& path, const std::string& why) {
  return arrow::Status::IOError("can't read ", path, ": ", why);
}

arrow::Status CheckExists(const std::string& path, struct stat* found) {
  if (stat(path.c_str(), found) != 0) return CantOpen(path, std::strerror(errno));
  if (S_ISDIR(found->st_mode)) return CantOpen(path, "it is a folder");
  return arrow::Status::OK();
}

bool IsHttp(const std::string& path) {
  return path.starts_with("http://") || path.starts_with("https://");
}

}  // namespace

bool IsRemote(const std::string& path) {
  const size_t colon = path.find("://");
  return colon != std::string::npos && path.find('/') == colon + 1;
}

bool IsStreamOnly(const std::string& path) {
  if (path == "-") return true;
  struct stat found;
  return stat(path.c_str(), &found) == 0 && !S_ISREG(found.st_mode) && !S_ISDIR(found.st_mode);
}

arrow::Result<std::shared_ptr<arrow::io::RandomAccessFile>> OpenInput(const std::string& path) {
  if (IsHttp(path)) return OpenHttpFile(path);
  if (IsRemote(path)) return OpenCloudFile(path);
  struct stat found;
  if (path != "-") ARROW_RETURN_NOT_OK(CheckExists(path, &found));
  if (path == "-" || !S_ISREG(found.st_mode)) {
    return CantOpen(path == "-" ? "stdin" : path,
                    "it can only be read from begin to end; put what it holds into a file first");
  }
  auto file = MapFile(path);
  if (!file.ok()) return CantOpen(path, file.status().message());
  return *file;
}

arrow::Result<std::shared_ptr<arrow::io::InputStream>> OpenInputStream(const std::string& path) {
  if (path == "-") {
    const int descriptor = dup(STDIN_FILENO);
    if (descriptor < 0) return CantOpen("stdin", std::strerror(errno));
    return ReadDescriptor(descriptor, "stdin");
  }
  if (IsRemote(path)) return OpenInput(path);
  struct stat found;
  ARROW_RETURN_NOT_OK(CheckExists(path, &found));
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return CantOpen(path, std::strerror(errno));
  return ReadDescriptor(descriptor, path);
}

arrow::Result<std::shared_ptr<arrow::io::InputStream>> StreamOf(
    const std::shared_ptr<arrow::io::RandomAccessFile>& file) {
  constexpr int64_t kReadBytes = int64_t{1} << 20;
  ARROW_ASSIGN_OR_RAISE(const int64_t size, file->GetSize());
  ARROW_ASSIGN_OR_RAISE(auto stream, arrow::io::RandomAccessFile::GetStream(file, 0, size));
  if (file->supports_zero_copy()) return stream;
  return arrow::io::BufferedInputStream::Create(kReadBytes, arrow::default_memory_pool(),
                                                std::move(stream));
}

arrow::Result<std::string> FileFingerprint(const std::string& path) {
  if (IsHttp(path)) return HttpFingerprint(path);
  if (IsRemote(path)) return CloudFingerprint(path);
  struct stat found;
  ARROW_RETURN_NOT_OK(CheckExists(path, &found));
  return fmt::format("{} {} {}.{:09}", found.st_ino, found.st_size, found.st_mtim.tv_sec,
                     found.st_mtim.tv_nsec);
}

std::string TableNameOfFile(const std::string& path) {
  if (path == "-") return "stdin";
  std::filesystem::path name = std::filesystem::path(path.substr(0, path.find('?'))).filename();
  for (const char* packed : {".gz", ".zst", ".bz2", ".lz4"}) {
    if (name.extension() == packed) name = name.stem();
  }
  return name.stem().string();
}

std::string TableNameOfFiles(const std::string& path) {
  std::string name = "files";
  for (const std::filesystem::path& part : std::filesystem::path(path)) {
    const std::string text = part.string();
    if (text.find_first_of("*?[=") != std::string::npos) break;
    if (!text.empty() && text != "." && text != ".." && text != "/") name = text;
  }
  return name;
}

}  // namespace quiver
