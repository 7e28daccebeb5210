#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "arrow_table.h"
#include "duckdb_api.h"

namespace quiver::duckdb_extension {

/// The files that were read last, open. The next statement that reads one finds it mapped, with its
/// footer and statistics read: a small query on a file takes a third of the time. A file that was
/// changed, or not long ago, is opened anew. May be used from any thread.
class TableCache {
 public:
  /// A local file, or one of DuckDB's file system (host_file.h). Errors name the file.
  std::shared_ptr<ArrowTable> Open(const std::string& path, duckdb_v2_context_handle context,
                                   duckdb_v2_error_info_handle* err);

 private:
  struct Entry {
    std::string path;
    std::string fingerprint;
    std::shared_ptr<ArrowTable> table;
  };

  std::mutex mutex_;
  std::list<Entry> entries_;  // the latest first; guarded by mutex_
};

}  // namespace quiver::duckdb_extension
