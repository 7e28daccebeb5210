#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <arrow/result.h>

namespace quiver {

/// What kind of thing a location names. One source, one sink, or both exist for each kind; the
/// registry (quiver/registry.h) says which.
enum class LocationKind {
  kSqlite,
  kDuckDb,
  kPostgres,
  kArrowFile,
  kArrowStream,
  kParquet,
  kCsv,
};

/// The name a person types for a kind, for example "sqlite" in `sqlite:data.bin` or `--from
/// sqlite`.
std::string_view LocationKindName(LocationKind kind);

/// Where a table is or shall be: what a person types on the command line, parsed once.
///
/// The kind is decided in this order:
///   1. a forced kind (`--from`, `--to`), or a prefix such as `sqlite:`, `duckdb:`, `arrow:`;
///   2. `postgres://` and `postgresql://` URIs;
///   3. the magic bytes, where a regular file exists and they are known ones;
///   4. the ending of the file name (".csv.gz" and ".csv.zst" are CSV; of a URL: of its path);
///   5. for a folder or a pattern ("logs/*.parquet"): the kind of the files that it stands for,
///   which
///      must be the same for all of them.
/// Anything else is an error that lists what would be understood.
struct Location {
  LocationKind kind;
  /// The path of a file or folder, a pattern, "-" for stdin or stdout, a whole URI, or libpq's
  /// "key=value" text. Never has the `kind:` prefix.
  std::string path;

  /// `forced` overrules everything that the text says about the kind. Errors: Invalid.
  static arrow::Result<Location> Parse(std::string_view text,
                                       std::optional<LocationKind> forced = std::nullopt);

  std::string ToString() const;
  /// The path for messages: passwords in a URI or a connection string are hidden.
  std::string name() const;
};

/// The kind that `name` ("sqlite", "duckdb", ...) stands for. Errors: Invalid, listing the names.
arrow::Result<LocationKind> ParseLocationKind(std::string_view name);

}  // namespace quiver
