#pragma once

#include <memory>
#include <string>

#include <arrow/result.h>

#include "quiver/source.h"

namespace quiver::sqlite {

/// How rows are read. kBest: by pages where pages hold everything, else through SQLite's API.
enum class ReadingPath { kBest, kApi };

}  // namespace quiver::sqlite

namespace quiver {

/// Opens a SQLite file and takes the snapshot. `path` is taken literally, never as a URI.
/// Errors: IOError, each saying what to do; see Connection::Open. `reading` is for comparing both
/// paths.
arrow::Result<std::unique_ptr<Source>> OpenSqliteSource(
    const std::string& path, const SourceOptions& options,
    sqlite::ReadingPath reading = sqlite::ReadingPath::kBest);

}  // namespace quiver
