// The table of contents of what Quiver reads and writes: the only file that knows every source and
// every sink.

#include "quiver/registry.h"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/path_pattern.h"
#include "databases/duckdb/duckdb_sink.h"
#include "databases/duckdb/duckdb_source.h"
#include "databases/postgres/postgres_sink.h"
#include "databases/postgres/postgres_source.h"
#include "databases/sqlite/sqlite_sink.h"
#include "databases/sqlite/sqlite_source.h"
#include "files/file_set_source.h"
#include "files/file_sink.h"
#include "files/input.h"
#include "formats/csv/csv_file_format.h"
#include "formats/csv/csv_source.h"
#include "formats/ipc/ipc_file_format.h"
#include "formats/ipc/ipc_source.h"
#include "formats/parquet/parquet_file_format.h"
#include "formats/parquet/parquet_source.h"
#include "quiver/inspect.h"

namespace quiver {
namespace {

using FileSource = arrow::Result<std::unique_ptr<Source>>;

// How one file of each kind is opened; null for what is no file of one table.
OpenFile FileOpener(LocationKind kind) {
  switch (kind) {
    case LocationKind::kArrowFile:
      return [](const std::string& path, const SourceOptions& options) -> FileSource {
        return OpenIpcSource(path, options);
      };
    case LocationKind::kArrowStream:
      return [](const std::string& path, const SourceOptions& options) -> FileSource {
        return OpenIpcStreamSource(path, options);
      };
    case LocationKind::kParquet:
      return [](const std::string& path, const SourceOptions& options) -> FileSource {
        return OpenParquetSource(path, options);
      };
    case LocationKind::kCsv:
      return [](const std::string& path, const SourceOptions& options) -> FileSource {
        return OpenCsvSource(path, options);
      };
    default:
      return nullptr;
  }
}

std::optional<TableFileFormat> FileFormat(LocationKind kind) {
  switch (kind) {
    case LocationKind::kArrowFile:
      return IpcFileFormat();
    case LocationKind::kArrowStream:
      return IpcStreamFormat();
    case LocationKind::kParquet:
      return ParquetFileFormat();
    case LocationKind::kCsv:
      return CsvFileFormat();
    default:
      return std::nullopt;
  }
}

// The files of a folder or a pattern that are of that kind.
arrow::Result<std::vector<std::string>> FilesOf(const Location& location) {
  ARROW_ASSIGN_OR_RAISE(const auto files, ExpandPath(location.path));
  std::vector<std::string> of_kind;
  for (const std::string& file : files) {
    const auto kind = Location::Parse(file);
    if (kind.ok() && kind->kind == location.kind) of_kind.push_back(file);
  }
  // A forced kind says what the files are, whatever their names.
  return of_kind.empty() ? files : of_kind;
}

FileSource OpenFiles(const Location& location, const OpenFile& open_file,
                     const SourceOptions& options) {
  if (!IsManyFiles(location.path)) return open_file(location.path, options);
  FileSet set;
  ARROW_ASSIGN_OR_RAISE(set.files, FilesOf(location));
  set.root = RootOfPattern(location.path);
  set.name = TableNameOfFiles(location.path);
  return OpenFileSetSource(std::move(set), open_file, options);
}

// What a database would leave undone without a word.
arrow::Status CheckNoFileOptions(const Location& location, const SinkOptions& options) {
  const char* option = !options.partition_by.empty()    ? "--partition-by"
                       : options.rows_per_file > 0      ? "--rows-per-file"
                       : options.statistics.has_value() ? "--stats"
                                                        : nullptr;
  if (option == nullptr) return arrow::Status::OK();
  return arrow::Status::Invalid(
      fmt::format("{} is for files, and {} is a database ({}); leave it out", option, location.path,
                  LocationKindName(location.kind)));
}

}  // namespace

arrow::Result<std::unique_ptr<Source>> OpenSource(const Location& location,
                                                  const SourceOptions& options) {
  if (const OpenFile open_file = FileOpener(location.kind)) {
    return OpenFiles(location, open_file, options);
  }
  if (location.kind != LocationKind::kPostgres && IsRemote(location.path)) {
    return arrow::Status::NotImplemented(
        fmt::format("{}: a database ({}) can't be read over the network; download it first",
                    location.path, LocationKindName(location.kind)));
  }
  switch (location.kind) {
    case LocationKind::kSqlite:
      return OpenSqliteSource(location.path, options);
    case LocationKind::kDuckDb:
      return OpenDuckDbSource(location.path, options);
    case LocationKind::kPostgres:
      return OpenPostgresSource(location.path, options);
    default:
      return arrow::Status::NotImplemented(
          fmt::format("{}: this version can't read {}; it reads sqlite, duckdb, postgres, arrow, "
                      "arrows, parquet and csv",
                      location.name(), LocationKindName(location.kind)));
  }
}

arrow::Result<std::unique_ptr<Sink>> OpenSink(const Location& location,
                                              const SinkOptions& options) {
  if (const auto format = FileFormat(location.kind)) {
    return OpenFileSink(*format, location.path, options);
  }
  ARROW_RETURN_NOT_OK(CheckNoFileOptions(location, options));
  switch (location.kind) {
    case LocationKind::kSqlite:
      return OpenSqliteSink(location.path, options);
    case LocationKind::kDuckDb:
      return OpenDuckDbSink(location.path, options);
    case LocationKind::kPostgres:
      return OpenPostgresSink(location.path, options);
    default:
      return arrow::Status::NotImplemented(
          fmt::format("{}: this version can't write {}; it writes sqlite, duckdb, postgres, arrow, "
                      "arrows, parquet and csv",
                      location.name(), LocationKindName(location.kind)));
  }
}

arrow::Result<std::vector<InspectedFile>> Inspect(const Location& location) {
  std::vector<std::string> paths = {location.path};
  if (IsManyFiles(location.path)) {
    ARROW_ASSIGN_OR_RAISE(paths, FilesOf(location));
  }
  std::vector<InspectedFile> files;
  for (std::string& path : paths) {
    InspectedFile file;
    switch (location.kind) {
      case LocationKind::kArrowFile:
      case LocationKind::kArrowStream: {
        ARROW_ASSIGN_OR_RAISE(file.layout, InspectIpc(path));
        break;
      }
      case LocationKind::kParquet: {
        ARROW_ASSIGN_OR_RAISE(file.layout, InspectParquet(path));
        break;
      }
      default:
        return arrow::Status::NotImplemented(
            fmt::format("{}: inspect looks at arrow and parquet files; see what is in {} with "
                        "quiver head, or quiver copy --dry-run",
                        location.name(), LocationKindName(location.kind)));
    }
    file.path = std::move(path);
    files.push_back(std::move(file));
  }
  return files;
}

}  // namespace quiver
