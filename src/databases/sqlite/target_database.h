#pragma once

#include <memory>
#include <optional>
#include <string>

#include <arrow/result.h>

#include "databases/sqlite/connection.h"

namespace quiver::sqlite {

/// The file that a sink writes: beside the target (`.<name>.quiver-partial`) where there is no
/// target yet, or the target itself. One transaction is open from the begin to `Commit`.
class TargetDatabase {
 public:
  /// Errors: IOError when the folder is missing or can't be written, when another run writes the
  /// same target, when somebody else has locked the database.
  static arrow::Result<std::unique_ptr<TargetDatabase>> Open(const std::string& target);
  /// Rolls back what was not committed, and removes a new file.
  ~TargetDatabase();
  TargetDatabase(const TargetDatabase&) = delete;
  TargetDatabase& operator=(const TargetDatabase&) = delete;

  Connection& connection() { return *connection_; }
  const std::string& target() const { return target_; }
  bool is_new() const { return !partial_.empty(); }

  /// Makes everything durable, and a new file visible under the target's name. Called once.
  arrow::Status Commit();

 private:
  explicit TargetDatabase(std::string target) : target_(std::move(target)) {}
  arrow::Status MakePartial();
  arrow::Status OpenNew();
  arrow::Status OpenExisting();
  arrow::Status Publish();

  const std::string target_;
  std::string partial_;
  int lock_ = -1;  // of the partial file
  std::optional<Connection> connection_;
};

}  // namespace quiver::sqlite
