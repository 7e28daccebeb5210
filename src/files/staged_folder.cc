#include "files/staged_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "core/rename_into_place.h"
#include "files/staged_file.h"

namespace quiver {
namespace {

namespace fs = std::filesystem;

arrow::Status CantWrite(const std::string& target, const std::string& why) {
  return arrow::Status::IOError("can't write ", target, ": ", why);
}

arrow::Status SyncFoldersBelow(const std::string& root) {
  ARROW_RETURN_NOT_OK(SyncFolder(root));
  std::error_code error;
  for (fs::recursive_directory_iterator entry(root, error), end; entry != end;
       entry.increment(error)) {
    if (error) break;
    if (entry->is_directory(error)) ARROW_RETURN_NOT_OK(SyncFolder(entry->path().string()));
  }
  if (error) return arrow::Status::IOError(root, ": ", error.message());
  return arrow::Status::OK();
}

}  // namespace

arrow::Result<std::unique_ptr<StagedFolder>> StagedFolder::Make(const std::string& target) {
  std::unique_ptr<StagedFolder> folder(new StagedFolder());
  fs::path wanted = fs::path(target).lexically_normal();
  if (!wanted.has_filename()) wanted = wanted.parent_path();  // "out/"
  std::error_code error;
  if (fs::is_symlink(wanted, error)) wanted = fs::canonical(wanted, error);
  const std::string parent = FolderOf(wanted.string());
  if (!fs::is_directory(parent, error)) return CantWrite(target, "there is no folder " + parent);
  const std::string name = wanted.filename().string();
  if (name.empty() || name == "." || name == "..") {
    return CantWrite(target, "write into a folder of its own, with a name");
  }
  folder->target_ = wanted.string();
  const std::string path = (fs::path(parent) / ("." + name + ".quiver-partial")).string();
  if (mkdir(path.c_str(), 0777) != 0 && errno != EEXIST) {
    return CantWrite(target, std::strerror(errno));
  }
  folder->descriptor_ = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder->descriptor_ < 0) return CantWrite(target, std::strerror(errno));
  struct stat opened;
  struct stat named;
  if (flock(folder->descriptor_, LOCK_EX | LOCK_NB) != 0 ||
      fstat(folder->descriptor_, &opened) != 0 || stat(path.c_str(), &named) != 0 ||
      opened.st_ino != named.st_ino) {
    return CantWrite(target, "another quiver is writing it now; wait for it, or stop it");
  }
  folder->path_ = path;
  for (const auto& left : fs::directory_iterator(path, error)) fs::remove_all(left.path(), error);
  if (error) return CantWrite(target, error.message());
  return folder;
}

arrow::Status StagedFolder::Publish(bool replace) {
  ARROW_RETURN_NOT_OK(SyncFoldersBelow(path_));
  std::error_code error;
  // An empty folder counts as none.
  if (fs::is_directory(target_, error) && fs::is_empty(target_, error)) rmdir(target_.c_str());
  if (replace && fs::exists(target_, error)) {
    if (renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, target_.c_str(), RENAME_EXCHANGE) != 0) {
      return CantWrite(target_, std::strerror(errno));
    }
    ARROW_RETURN_NOT_OK(SyncFolder(FolderOf(target_)));
    published_ = true;
    fs::remove_all(path_, error);  // the old one
    return arrow::Status::OK();
  }
  ARROW_RETURN_NOT_OK(RenameIntoPlace(path_, target_, /*replace=*/false));
  published_ = true;
  return SyncFolder(FolderOf(target_));
}

StagedFolder::~StagedFolder() {
  std::error_code ignored;
  if (!published_ && !path_.empty()) fs::remove_all(path_, ignored);
  if (descriptor_ >= 0) close(descriptor_);
}

}  // namespace quiver
