#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include <arrow/io/interfaces.h>
#include <arrow/result.h>

namespace quiver::duckdb_extension {

/// A local file, mapped, of which the end may go while it is read: another process may cut it
/// short, and then the system sends SIGBUS to whoever touches a page that is not there any more,
/// which ends a process that does not expect it. Here such pages become zeros, and the mapping is
/// marked: whoever has read from it must ask afterwards whether what was read was there.
///
/// Faults elsewhere go to the handler that the process had before, if any.
class GuardedMapping {
 public:
  /// Errors: IOError with the path.
  static arrow::Result<std::shared_ptr<GuardedMapping>> Open(const std::string& path);

  /// Reads without a copy. What was read keeps the mapping alive.
  const std::shared_ptr<arrow::io::RandomAccessFile>& input() const { return input_; }
  /// Whether everything that was read until now was there. Errors: IOError with the path.
  arrow::Status CheckWhole() const;
  /// Whether there is another file, another time of change or another size now; or no file.
  bool has_changed() const;

 private:
  GuardedMapping(std::string path, std::string fingerprint)
      : path_(std::move(path)), fingerprint_(std::move(fingerprint)) {}

  const std::string path_;
  const std::string fingerprint_;
  std::shared_ptr<arrow::io::RandomAccessFile> input_;
  std::shared_ptr<const std::atomic<bool>> cut_short_;
};

}  // namespace quiver::duckdb_extension
