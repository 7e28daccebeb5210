#include "databases/sqlite/target_database.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace quiver::sqlite {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kBusyTimeoutMs = 5'000;

arrow::Status CantWrite(const std::string& target, const std::string& why) {
  return arrow::Status::IOError("can't write ", target, ": ", why);
}

std::string FolderOf(const std::string& path) {
  const std::string folder = fs::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

/// A file with something in it; an empty one counts as none (mktemp makes such).
bool HasContent(const std::string& path) {
  struct stat found;
  return stat(path.c_str(), &found) == 0 && (!S_ISREG(found.st_mode) || found.st_size > 0);
}

bool IsStill(int descriptor, const std::string& path) {
  struct stat opened, named;
  return fstat(descriptor, &opened) == 0 && stat(path.c_str(), &named) == 0 &&
         opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

arrow::Status Sync(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && fsync(descriptor) == 0;
  const int error = errno;
  if (descriptor >= 0) close(descriptor);
  return synced ? arrow::Status::OK() : CantWrite(path, std::strerror(error));
}

}  // namespace

arrow::Result<std::unique_ptr<TargetDatabase>> TargetDatabase::Open(const std::string& target) {
  std::unique_ptr<TargetDatabase> database(new TargetDatabase(target));
  ARROW_RETURN_NOT_OK(HasContent(target) ? database->OpenExisting() : database->OpenNew());
  return database;
}

arrow::Status TargetDatabase::OpenExisting() {
  if (fs::is_directory(target_)) return CantWrite(target_, "it is a folder");
  ARROW_ASSIGN_OR_RAISE(auto connection, Connection::OpenForWriting(target_, kBusyTimeoutMs));
  connection_ = std::move(connection);
  return connection_->Execute("BEGIN IMMEDIATE");
}

/// Who holds the lock of the partial file writes it; without a holder it is a killed run's.
arrow::Status TargetDatabase::MakePartial() {
  const std::string path =
      FolderOf(target_) + "/." + fs::path(target_).filename().string() + ".quiver-partial";
  while (lock_ < 0) {
    const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0) return CantWrite(target_, std::strerror(errno));
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
      close(descriptor);
      return CantWrite(target_, "another quiver is writing it now; wait for it, or stop it");
    }
    // It may have been renamed or removed before we had its lock.
    IsStill(descriptor, path) ? lock_ = descriptor : close(descriptor);
  }
  partial_ = path;
  if (ftruncate(lock_, 0) != 0) return CantWrite(target_, std::strerror(errno));
  return arrow::Status::OK();
}

arrow::Status TargetDatabase::OpenNew() {
  if (!fs::is_directory(FolderOf(target_))) {
    return CantWrite(target_, "there is no folder " + FolderOf(target_));
  }
  ARROW_RETURN_NOT_OK(MakePartial());
  ARROW_ASSIGN_OR_RAISE(auto connection, Connection::OpenForWriting(partial_, kBusyTimeoutMs));
  connection_ = std::move(connection);
  // Nobody sees this file before it is synced and renamed: it needs no journal.
  return connection_->Execute(
      "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; "
      "BEGIN IMMEDIATE");
}

arrow::Status TargetDatabase::Publish() {
  connection_.reset();
  ARROW_RETURN_NOT_OK(Sync(partial_));
  int failed = 0;
  if (fs::exists(target_) && !HasContent(target_)) {
    failed = rename(partial_.c_str(), target_.c_str());
  } else {
    failed = renameat2(AT_FDCWD, partial_.c_str(), AT_FDCWD, target_.c_str(), RENAME_NOREPLACE);
    if (failed != 0 && errno == EINVAL && !fs::exists(target_)) {
      // A file system without RENAME_NOREPLACE.
      failed = rename(partial_.c_str(), target_.c_str());
    }
  }
  if (failed != 0 && errno == EEXIST) {
    return arrow::Status::AlreadyExists(
        target_, " was made by somebody else in the meantime; it is left as it is");
  }
  if (failed != 0) return CantWrite(target_, std::strerror(errno));
  partial_.clear();
  return Sync(FolderOf(target_));
}

arrow::Status TargetDatabase::Commit() {
  ARROW_RETURN_NOT_OK(connection_->Execute("COMMIT"));
  return is_new() ? Publish() : arrow::Status::OK();
}

TargetDatabase::~TargetDatabase() {
  connection_.reset();
  if (!partial_.empty()) unlink(partial_.c_str());
  if (lock_ >= 0) close(lock_);
}

}  // namespace quiver::sqlite
