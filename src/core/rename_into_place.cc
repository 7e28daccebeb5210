#include "core/rename_into_place.h"

#include <fcntl.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace quiver {

arrow::Status RenameIntoPlace(const std::string& path, const std::string& target, bool replace) {
  std::error_code error;
  int failed =
      renameat2(AT_FDCWD, path.c_str(), AT_FDCWD, target.c_str(), replace ? 0 : RENAME_NOREPLACE);
  if (failed != 0 && errno == EINVAL && !std::filesystem::exists(target, error)) {
    // A file system without RENAME_NOREPLACE.
    failed = std::rename(path.c_str(), target.c_str());
  }
  if (failed != 0 && errno == EEXIST) {
    return arrow::Status::AlreadyExists(
        target, " was made by somebody else in the meantime; it is left as it is");
  }
  if (failed != 0) {
    return arrow::Status::IOError("can't write ", target, ": ", std::strerror(errno));
  }
  return arrow::Status::OK();
}

}  // namespace quiver
