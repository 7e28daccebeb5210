#pragma once

#include <memory>
#include <string>

#include <arrow/result.h>

namespace quiver {

/// A folder that nobody sees under its name before it is whole: `.<name>.quiver-partial` beside the
/// target, which takes its place at the end. Locked while it is written; what a killed run left is
/// removed first.
class StagedFolder {
 public:
  /// Errors: IOError as for StagedFile.
  static arrow::Result<std::unique_ptr<StagedFolder>> Make(const std::string& target);

  /// Removes the folder, unless published.
  ~StagedFolder();
  StagedFolder(const StagedFolder&) = delete;
  StagedFolder& operator=(const StagedFolder&) = delete;

  const std::string& path() const { return path_; }

  /// Gives it the target's name; its files must be synced. With `replace`, what was there goes away
  /// in the same moment. Errors: AlreadyExists.
  arrow::Status Publish(bool replace);

 private:
  StagedFolder() = default;

  std::string target_;
  std::string path_;
  int descriptor_ = -1;  // holds the lock
  bool published_ = false;
};

}  // namespace quiver
