// The table of contents of what Quiver reads and writes: the only file that knows every source and
// every sink.

#include "quiver/registry.h"

#include <fmt/format.h>

#include "databases/duckdb/duckdb_sink.h"
#include "databases/duckdb/duckdb_source.h"
#include "databases/sqlite/sqlite_source.h"

namespace quiver {

arrow::Result<std::unique_ptr<Source>> OpenSource(const Location& location,
                                                  const SourceOptions& options) {
  switch (location.kind) {
    case LocationKind::kSqlite:
      return OpenSqliteSource(location.path, options);
    case LocationKind::kDuckDb:
      return OpenDuckDbSource(location.path, options);
    default:
      return arrow::Status::NotImplemented(
          fmt::format("{}: this version can't read {}; it reads sqlite and duckdb", location.path,
                      LocationKindName(location.kind)));
  }
}

arrow::Result<std::unique_ptr<Sink>> OpenSink(const Location& location,
                                              const SinkOptions& options) {
  switch (location.kind) {
    case LocationKind::kDuckDb:
      return OpenDuckDbSink(location.path, options);
    default:
      return arrow::Status::NotImplemented(
          fmt::format("{}: this version can't write {}; it writes duckdb", location.path,
                      LocationKindName(location.kind)));
  }
}

}  // namespace quiver
