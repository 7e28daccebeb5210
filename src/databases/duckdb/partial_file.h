#pragma once

#include <functional>
#include <memory>
#include <string>

#include <arrow/result.h>
#include <arrow/status.h>

namespace quiver::duckdb {

/// The file beside a target that does not exist yet, where everything is written until `Publish`
/// gives it the target's name.
///
/// Whoever writes it has it open in DuckDB, which locks it against other processes. The moments at
/// which nobody has it open and its name changes hands are guarded by a lock on the folder.
class PartialFile {
 public:
  /// Makes sure that nobody else writes `.<name>.quiver-partial` beside `target`; removes an old
  /// one unless `keep`. The folder stays locked until `Opened`. Errors: IOError for a folder that
  /// is missing or can't be written, and when another process is writing the same target.
  static arrow::Result<std::unique_ptr<PartialFile>> Make(const std::string& target, bool keep);

  /// Unless published or left, removes the file and DuckDB's files beside it. DuckDB must have
  /// closed it.
  ~PartialFile();
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;

  const std::string& path() const { return path_; }
  /// Whether an interrupted run left it.
  bool found() const { return found_; }
  /// DuckDB has it open, or failed to.
  void Opened();
  /// Leave it as it is for a later run.
  void Leave() { finished_ = true; }

  /// Removes what was written so far and begins once more: `close` and `open` make DuckDB do so.
  arrow::Status Anew(const std::function<arrow::Status()>& close,
                     const std::function<arrow::Status()>& open);

  /// Calls `close`, after which DuckDB must have closed the file, syncs it and gives it the
  /// target's name. Errors: AlreadyExists when the target appeared in the meantime.
  arrow::Status Publish(const std::function<arrow::Status()>& close);

 private:
  class FolderLock;
  class Name;

  PartialFile(std::string target, std::string path);
  void RemoveFiles();

  const std::string target_;
  const std::string path_;
  std::unique_ptr<Name> name_;
  std::unique_ptr<FolderLock> folder_lock_;
  bool found_ = false;
  bool finished_ = false;
};

}  // namespace quiver::duckdb
