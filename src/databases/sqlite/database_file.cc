#include "databases/sqlite/database_file.h"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/nearest_names.h"

namespace quiver::sqlite {

namespace {

using arrow::Status;

/// The first 100 bytes of a database file (https://www.sqlite.org/fileformat.html, section 1.3).
class FileHeader {
 public:
  static std::optional<FileHeader> Read(const std::string& path) {
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) return std::nullopt;
    FileHeader header;
    struct stat status;
    const bool complete =
        fstat(file, &status) == 0 && pread(file, header.bytes_, sizeof(header.bytes_), 0) ==
                                         static_cast<ssize_t>(sizeof(header.bytes_));
    close(file);
    if (!complete) return std::nullopt;
    header.file_size_ = status.st_size;
    return header;
  }

  bool has_magic() const { return std::memcmp(bytes_, "SQLite format 3", 16) == 0; }
  bool is_wal() const { return bytes_[18] == 2 || bytes_[19] == 2; }
  int64_t file_size() const { return file_size_; }

  /// The size that the header promises, or 0 where its page count is not valid (a file written by
  /// SQLite before 3.7).
  int64_t promised_size() const {
    if (std::memcmp(bytes_ + 24, bytes_ + 92, 4) != 0) return 0;
    const int64_t page_size = (bytes_[16] << 8) + bytes_[17];
    return (page_size == 1 ? 65536 : page_size) * BigEndian32(28);
  }

 private:
  int64_t BigEndian32(int at) const {
    return (int64_t{bytes_[at]} << 24) + (bytes_[at + 1] << 16) + (bytes_[at + 2] << 8) +
           bytes_[at + 3];
  }

  unsigned char bytes_[100];
  int64_t file_size_ = 0;
};

std::string FileNotFound(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path directory =
      fs::path(path).has_parent_path() ? fs::path(path).parent_path() : fs::path(".");
  if (!fs::is_directory(directory, error)) {
    return fmt::format("{}: there is no directory {}", path, directory.string());
  }
  std::vector<std::string> names;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    names.push_back(entry->path().filename().string());
  }
  const auto nearest = NearestNames(fs::path(path).filename().string(), names);
  if (nearest.empty()) return fmt::format("{}: no such file", path);
  return fmt::format("{}: no such file; did you mean {}?", path, fmt::join(nearest, ", "));
}

Status CannotOpen(const std::string& path, int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return Status::IOError(FileNotFound(path));
    case EACCES:
    case EPERM:
      return Status::IOError(path, ": no permission to read it");
    default:
      return Status::IOError(path, ": ", std::strerror(error));
  }
}

std::string NotADatabase(const std::string& path) {
  const auto header = FileHeader::Read(path);
  if (header && header->has_magic()) {
    return fmt::format("{}: begins like a SQLite database, but its header is damaged", path);
  }
  return fmt::format("{}: not a SQLite database, or an encrypted one (decrypt it first)", path);
}

std::string TooShort(const std::string& path, int64_t size) {
  const auto header = FileHeader::Read(path);
  if (!header || !header->has_magic()) return NotADatabase(path);
  return fmt::format("{}: the file is truncated: it has {} bytes, its header says {}", path, size,
                     header->promised_size());
}

std::string Corrupt(const std::string& path, std::string_view message) {
  const auto header = FileHeader::Read(path);
  if (header && header->has_magic() && header->file_size() < header->promised_size()) {
    return fmt::format("{}: the file is truncated: it has {} bytes, its header says {}", path,
                       header->file_size(), header->promised_size());
  }
  return fmt::format(
      "{}: the database is corrupt ({}); `sqlite3 FILE .recover` may save what can still be read",
      path, message);
}

std::string MayNotWrite(const std::string& path, std::string_view message) {
  const auto header = FileHeader::Read(path);
  if (header && header->has_magic() && header->is_wal()) {
    return fmt::format(
        "{0}: it is in WAL mode, and its {0}-shm and {0}-wal can't be made or recovered with the "
        "permissions of this user; copy {0} and {0}-wal to a directory where you may write",
        path);
  }
  return fmt::format("{}: {}", path, message);
}

}  // namespace

Status CheckDatabaseFile(const std::string& path) {
  if (path.empty()) return Status::Invalid("the path of the SQLite database is empty");
  if (path.find('\0') != std::string::npos) {
    return Status::Invalid(path.c_str(), ": a path can't hold a NUL byte");
  }
  struct stat status;
  if (stat(path.c_str(), &status) != 0) return CannotOpen(path, errno);
  if (S_ISDIR(status.st_mode)) {
    return Status::IOError(path, ": is a directory, not a SQLite database");
  }
  if (!S_ISREG(status.st_mode)) {
    return Status::IOError(path, ": is not a regular file; a SQLite database must be one");
  }
  // Not by opening it: closing any descriptor of a file drops all POSIX locks that this process has
  // on it, those of another connection's read transaction among them.
  if (faccessat(AT_FDCWD, path.c_str(), R_OK, AT_EACCESS) != 0) return CannotOpen(path, errno);
  if (status.st_size == 0) {
    return Status::IOError(path, ": the file is empty (0 bytes), there is no table in it");
  }
  // To SQLite a file shorter than its smallest page is an empty database, whatever it holds.
  constexpr off_t kSmallestPage = 512;
  if (status.st_size < kSmallestPage) return Status::IOError(TooShort(path, status.st_size));
  return Status::OK();
}

Status DatabaseFileError(const std::string& path, int code, const std::string& message) {
  switch (code) {
    case SQLITE_READONLY_ROLLBACK:
      return Status::IOError(
          path, ": a write was interrupted and is still to be rolled back (", path,
          "-journal), which a reader may not do; open it once with a program that writes, such as ",
          "`sqlite3 FILE .schema`");
    case SQLITE_IOERR_NOMEM:
      return Status::OutOfMemory(path, ": ", message);
    default:
      break;
  }
  switch (code & 0xff) {
    case SQLITE_INTERRUPT:
      return Status::Cancelled(path, ": interrupted");
    case SQLITE_NOMEM:
      return Status::OutOfMemory(path, ": ", message);
    case SQLITE_NOTADB:
      return Status::IOError(NotADatabase(path));
    case SQLITE_CORRUPT:
      return Status::IOError(Corrupt(path, message));
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
      return Status::IOError(MayNotWrite(path, message));
    case SQLITE_IOERR:
      return Status::IOError(path, ": reading failed: ", message);
    default:
      return Status::Invalid(path, ": ", message);
  }
}

}  // namespace quiver::sqlite
