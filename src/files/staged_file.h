#pragma once

#include <memory>
#include <string>

#include <arrow/io/interfaces.h>
#include <arrow/result.h>

namespace quiver {

/// A file that nobody sees under its name before it is whole: `.<name>.quiver-partial` beside the
/// target, synced and renamed at the end. While it is written it is locked, so that two runs can't
/// write the same target; a file that a killed run left is begun anew.
///
/// Where a target can't be renamed to (stdout, a pipe, a device) the bytes go straight to it.
class StagedFile {
 public:
  /// Errors: IOError for a folder that is missing or can't be written, and when another run is
  /// writing the same target.
  static arrow::Result<std::unique_ptr<StagedFile>> Make(const std::string& target);

  /// Removes the file, unless published.
  ~StagedFile();
  StagedFile(const StagedFile&) = delete;
  StagedFile& operator=(const StagedFile&) = delete;

  /// Where the bytes are until `Publish`; empty when they can't be read back.
  const std::string& path() const { return path_; }
  const std::shared_ptr<arrow::io::OutputStream>& stream() const { return stream_; }

  /// Makes it durable under the target's name; unless `replace`, only where there is no such file
  /// (an empty one counts as none: mktemp makes such). Errors: AlreadyExists.
  arrow::Status Publish(bool replace);

 private:
  StagedFile() = default;

  std::string target_;
  std::string path_;
  std::shared_ptr<arrow::io::OutputStream> stream_;
  int descriptor_ = -1;  // the stream's, for sync and lock
  bool published_ = false;
};

/// Makes what was written through a descriptor durable.
arrow::Status SyncFile(int descriptor);

/// Makes the names in a folder durable.
arrow::Status SyncFolder(const std::string& folder);

/// The folder of a path: "." for a bare name.
std::string FolderOf(const std::string& path);

}  // namespace quiver
