#include "databases/duckdb/partial_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <set>
#include <system_error>
#include <utility>

#include "core/rename_into_place.h"

namespace quiver::duckdb {
namespace {

namespace fs = std::filesystem;

arrow::Status SystemError(const std::string& what, int error) {
  return arrow::Status::IOError(what, ": ", std::strerror(error));
}

fs::path FolderOf(const std::string& path) {
  const fs::path folder = fs::path(path).parent_path();
  return folder.empty() ? fs::path(".") : folder;
}

class File {
 public:
  File(const fs::path& path, int flags) : descriptor_(open(path.c_str(), flags | O_CLOEXEC)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (is_open()) close(descriptor_);
  }
  bool is_open() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

arrow::Status Sync(const fs::path& path) {
  const File file(path, O_RDONLY);
  if (!file.is_open()) return SystemError(path.string(), errno);
  // Some file systems can't sync a folder and say so with EINVAL.
  if (fsync(file.descriptor()) == 0 || errno == EINVAL) return arrow::Status::OK();
  return SystemError(path.string(), errno);
}

/// The process that has a DuckDB file open for writing; 0 for none. Must not be asked about a file
/// that this process has open: closing it here would give up this process's lock.
pid_t WriterOf(const std::string& path) {
  const File file(path, O_RDWR);
  struct flock lock = {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  if (!file.is_open() || fcntl(file.descriptor(), F_GETLK, &lock) != 0) return 0;
  return lock.l_type == F_UNLCK ? 0 : lock.l_pid;
}

}  // namespace

/// Keeps other quivers from changing which files the folder has, for a moment.
class PartialFile::FolderLock {
 public:
  explicit FolderLock(const fs::path& folder) : folder_(folder, O_RDONLY | O_DIRECTORY) {
    if (folder_.is_open()) flock(folder_.descriptor(), LOCK_EX);
  }

 private:
  const File folder_;
};

/// DuckDB's lock does not keep this process from opening a file twice; this does.
class PartialFile::Name {
 public:
  static std::unique_ptr<Name> Take(const std::string& path) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!taken_.insert(path).second) return nullptr;
    return std::unique_ptr<Name>(new Name(path));
  }
  ~Name() {
    const std::lock_guard<std::mutex> lock(mutex_);
    taken_.erase(path_);
  }

 private:
  explicit Name(std::string path) : path_(std::move(path)) {}
  static inline std::mutex mutex_;
  static inline std::set<std::string> taken_;
  const std::string path_;
};

PartialFile::PartialFile(std::string target, std::string path)
    : target_(std::move(target)), path_(std::move(path)) {}

arrow::Result<std::unique_ptr<PartialFile>> PartialFile::Make(const std::string& target,
                                                              bool keep) {
  std::error_code error;
  const fs::path folder = fs::canonical(FolderOf(target), error);
  if (error) {
    return arrow::Status::IOError("can't write ", target, ": there is no folder ",
                                  FolderOf(target).string());
  }
  if (access(folder.c_str(), W_OK) != 0) return SystemError("can't write " + target, errno);
  const std::string name = fs::path(target).filename().string();
  std::unique_ptr<PartialFile> partial(
      new PartialFile(target, (folder / ("." + name + ".quiver-partial")).string()));
  partial->finished_ = true;  // not ours to remove, yet
  partial->name_ = Name::Take(partial->path_);
  partial->folder_lock_ = std::make_unique<FolderLock>(folder);
  const pid_t writer = partial->name_ == nullptr ? getpid() : WriterOf(partial->path_);
  if (writer != 0) {
    return arrow::Status::IOError("can't write ", target, ": another quiver (process ", writer,
                                  ") is writing it now; wait for it, or stop it");
  }
  partial->finished_ = false;
  partial->found_ = keep && fs::exists(partial->path_, error);
  if (!partial->found_) partial->RemoveFiles();
  return partial;
}

void PartialFile::Opened() { folder_lock_.reset(); }

arrow::Status PartialFile::Anew(const std::function<arrow::Status()>& close,
                                const std::function<arrow::Status()>& open) {
  const FolderLock lock(FolderOf(path_));
  ARROW_RETURN_NOT_OK(close());
  RemoveFiles();
  return open();
}

arrow::Status PartialFile::Publish(const std::function<arrow::Status()>& close) {
  const FolderLock lock(FolderOf(path_));
  ARROW_RETURN_NOT_OK(close());
  ARROW_RETURN_NOT_OK(Sync(path_));
  std::error_code error;
  // An empty file counts as none: DuckDB can't have written it, and mktemp makes such.
  const bool replace = fs::is_regular_file(target_, error) && fs::file_size(target_, error) == 0;
  ARROW_RETURN_NOT_OK(RenameIntoPlace(path_, target_, replace));
  finished_ = true;
  return Sync(FolderOf(path_));
}

void PartialFile::RemoveFiles() {
  std::error_code ignored;
  fs::remove(path_, ignored);
  fs::remove(path_ + ".wal", ignored);
  fs::remove_all(path_ + ".tmp", ignored);
}

PartialFile::~PartialFile() {
  if (!finished_) RemoveFiles();
}

}  // namespace quiver::duckdb
