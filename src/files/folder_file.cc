#include "files/folder_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "files/descriptor_stream.h"

namespace quiver {
namespace {

arrow::Status CantWrite(const std::string& target) {
  return arrow::Status::IOError("can't write ", target, ": ", std::strerror(errno));
}

}  // namespace

arrow::Result<std::unique_ptr<FolderFile>> FolderFile::Make(const std::string& path,
                                                            const std::string& target) {
  std::unique_ptr<FolderFile> file(new FolderFile());
  file->target_ = target;
  file->descriptor_ = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file->descriptor_ < 0) return CantWrite(target);
  file->stream_ = WriteDescriptor(file->descriptor_, target);
  return file;
}

arrow::Status FolderFile::Finish() {
  if (fsync(descriptor_) != 0) return CantWrite(target_);
  return stream_->Close();
}

}  // namespace quiver
