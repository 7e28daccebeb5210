#include "files/staged_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "core/rename_into_place.h"
#include "files/descriptor_stream.h"

namespace quiver {
namespace {

namespace fs = std::filesystem;

arrow::Status CantWrite(const std::string& target, const std::string& why) {
  return arrow::Status::IOError("can't write ", target, ": ", why);
}

// Opens and locks the file; it must still be the one with that name once the lock is held, because
// the run that had the lock before may have renamed or removed it.
arrow::Result<int> OpenLocked(const std::string& target, const std::string& path) {
  for (;;) {
    const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0) return CantWrite(target, std::strerror(errno));
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
      const int error = errno;
      close(descriptor);
      return CantWrite(target, error == EWOULDBLOCK
                                   ? "something else is writing it now; wait for that, or stop it"
                                   : std::strerror(error));
    }
    struct stat opened;
    struct stat named;
    if (fstat(descriptor, &opened) == 0 && stat(path.c_str(), &named) == 0 &&
        opened.st_ino == named.st_ino && opened.st_dev == named.st_dev) {
      return descriptor;
    }
    close(descriptor);
  }
}

// A file that replaces another is for the same people.
void CopyMode(const std::string& from, int to) {
  struct stat found;
  if (stat(from.c_str(), &found) == 0) (void)fchmod(to, found.st_mode & 07777);
}

bool TakesBytesAsTheyCome(const std::string& target) {
  if (target == "-") return true;
  struct stat found;
  return stat(target.c_str(), &found) == 0 && !S_ISREG(found.st_mode) && !S_ISDIR(found.st_mode);
}

}  // namespace

std::string FolderOf(const std::string& path) {
  const fs::path folder = fs::path(path).parent_path();
  return folder.empty() ? "." : folder.string();
}

arrow::Status SyncFile(int descriptor) {
  if (fsync(descriptor) == 0) return arrow::Status::OK();
  return arrow::Status::IOError("can't make a file durable: ", std::strerror(errno));
}

arrow::Status SyncFolder(const std::string& folder) {
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return arrow::Status::IOError(folder, ": ", std::strerror(errno));
  // Some file systems can't sync a folder and say so with EINVAL.
  const int error = fsync(descriptor) == 0 || errno == EINVAL ? 0 : errno;
  close(descriptor);
  if (error != 0) return arrow::Status::IOError(folder, ": ", std::strerror(error));
  return arrow::Status::OK();
}

arrow::Result<std::unique_ptr<StagedFile>> StagedFile::Make(const std::string& target) {
  std::unique_ptr<StagedFile> file(new StagedFile());
  file->target_ = target;
  if (TakesBytesAsTheyCome(target)) {
    file->descriptor_ =
        target == "-" ? dup(STDOUT_FILENO) : open(target.c_str(), O_WRONLY | O_CLOEXEC);
    if (file->descriptor_ < 0) return CantWrite(target, std::strerror(errno));
    file->published_ = true;  // nothing to remove
  } else {
    std::error_code error;
    // What a link points to is written, and the link stays.
    if (fs::is_symlink(target, error)) file->target_ = fs::weakly_canonical(target, error).string();
    const std::string folder = FolderOf(file->target_);
    if (!fs::is_directory(folder, error)) return CantWrite(target, "there is no folder " + folder);
    if (fs::is_directory(file->target_, error)) return CantWrite(target, "it is a folder");
    const fs::path name = fs::path(file->target_).filename();
    const std::string path =
        (fs::path(folder) / ("." + name.string() + ".quiver-partial")).string();
    ARROW_ASSIGN_OR_RAISE(file->descriptor_, OpenLocked(target, path));
    file->path_ = path;
    if (ftruncate(file->descriptor_, 0) != 0) return CantWrite(target, std::strerror(errno));
    CopyMode(file->target_, file->descriptor_);
  }
  // The stream closes its own descriptor; the lock is the file description's, which both share.
  const int writing = dup(file->descriptor_);
  if (writing < 0) return CantWrite(target, std::strerror(errno));
  file->stream_ = WriteDescriptor(writing, target == "-" ? "stdout" : target);
  return file;
}

arrow::Status StagedFile::Publish(bool replace) {
  ARROW_RETURN_NOT_OK(stream_->Close());
  if (path_.empty()) return arrow::Status::OK();
  if (fsync(descriptor_) != 0) return CantWrite(target_, std::strerror(errno));
  std::error_code error;
  replace = replace || (fs::is_regular_file(target_, error) && fs::file_size(target_, error) == 0);
  ARROW_RETURN_NOT_OK(RenameIntoPlace(path_, target_, replace));
  published_ = true;
  return SyncFolder(FolderOf(target_));
}

StagedFile::~StagedFile() {
  if (!published_ && !path_.empty()) unlink(path_.c_str());
  if (stream_ != nullptr && !stream_->closed()) (void)stream_->Close();
  if (descriptor_ >= 0) close(descriptor_);
}

}  // namespace quiver
