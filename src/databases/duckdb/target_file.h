#pragma once

#include <memory>
#include <string>

#include <arrow/result.h>
#include <arrow/status.h>

#include "databases/duckdb/connection.h"
#include "databases/duckdb/partial_file.h"
#include "quiver/sink.h"

namespace quiver::duckdb {

/// The database file that a sink writes, attached as kTargetCatalog: the target itself where it
/// exists, else a partial file beside it.
class TargetFile {
 public:
  /// With `options.resume`, what an interrupted run left is opened and not begun anew.
  /// Errors: IOError of one line that names the target and says what to do.
  static arrow::Result<std::unique_ptr<TargetFile>> Open(const std::string& target,
                                                         const SinkOptions& options);

  const std::string& target() const { return target_; }
  /// Whether the target has to be made; otherwise everything happens in one transaction in it.
  bool is_new() const { return partial_ != nullptr; }
  /// Whether an interrupted run's partial file was found.
  bool resumes() const { return is_new() && partial_->found(); }

  const std::shared_ptr<Database>& database() const { return database_; }
  Connection* connection() const { return connection_.get(); }

  /// Begins a new file, still empty, once more with blocks of 16 KiB instead of 256: for databases
  /// of many small tables, each of which takes several blocks.
  arrow::Status UseSmallBlocks();

  /// Leaves the partial file as it was found.
  void LeavePartial();

  /// Makes what is committed durable under the target's name. No connection but ours may be open.
  arrow::Status Publish();

 private:
  TargetFile() = default;
  arrow::Status OpenEngine(const std::string& path, const SinkOptions& options);
  arrow::Status Attach(const std::string& path, const std::string& attach_options = "");
  arrow::Status Detach();
  arrow::Status Close();

  std::string target_;
  // Destroyed last: removes the file, once DuckDB has closed it.
  std::unique_ptr<PartialFile> partial_;
  std::shared_ptr<Database> database_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace quiver::duckdb
