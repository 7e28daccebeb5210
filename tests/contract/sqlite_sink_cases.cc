#include <sqlite3.h>

#include "contract/sink_contract.h"
#include "databases/sqlite/sqlite_sink.h"
#include "databases/sqlite/sqlite_source.h"

namespace quiver::testing {
namespace {

/// What the next program that writes does first: SQLite rolls back the transaction that a killed
/// one left. The source can't, because it never writes.
void Recover(const std::string& path) {
  sqlite3* database = nullptr;
  if (sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK) {
    sqlite3_exec(database, "SELECT 1 FROM sqlite_schema", nullptr, nullptr, nullptr);
  }
  sqlite3_close(database);
}

}  // namespace

std::vector<SinkCase> SqliteSinkCases() {
  SinkCase c;
  c.name = "Sqlite";
  c.open_sink = [](const TemporaryDirectory& directory, const SinkOptions& options) {
    return OpenSqliteSink(directory.File("test.db"), options);
  };
  c.open_source = [](const TemporaryDirectory& directory) {
    Recover(directory.File("test.db"));
    return OpenSqliteSource(directory.File("test.db"), {});
  };
  return {c};
}

}  // namespace quiver::testing
