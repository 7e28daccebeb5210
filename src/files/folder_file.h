#pragma once

#include <memory>
#include <string>

#include <arrow/io/interfaces.h>
#include <arrow/result.h>

namespace quiver {

/// A file below a StagedFolder, which nobody sees yet: it is made, written once, and synced.
class FolderFile {
 public:
  /// `target` is for error messages: the folder's name as it will be. Errors: IOError.
  static arrow::Result<std::unique_ptr<FolderFile>> Make(const std::string& path,
                                                         const std::string& target);

  const std::shared_ptr<arrow::io::OutputStream>& stream() const { return stream_; }

  /// Makes it durable and closes it.
  arrow::Status Finish();

 private:
  FolderFile() = default;

  std::string target_;
  int descriptor_ = -1;  // the stream's
  std::shared_ptr<arrow::io::OutputStream> stream_;
};

}  // namespace quiver
