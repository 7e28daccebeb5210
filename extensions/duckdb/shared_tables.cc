#include "shared_tables.h"

#include <cerrno>
#include <map>
#include <mutex>

namespace quiver::duckdb_extension {
namespace {

struct SharedTables {
  std::mutex mutex;
  std::map<std::string, QuiverSharedTable> by_token;
};

// Never destroyed: DuckDB doesn't unload extensions, and the host may still unshare at exit.
SharedTables& Tables() {
  static SharedTables* const tables = new SharedTables();
  return *tables;
}

}  // namespace

std::optional<QuiverSharedTable> FindSharedTable(const std::string& token) {
  SharedTables& tables = Tables();
  const std::lock_guard<std::mutex> lock(tables.mutex);
  const auto found = tables.by_token.find(token);
  if (found == tables.by_token.end()) return std::nullopt;
  return found->second;
}

}  // namespace quiver::duckdb_extension

extern "C" {

__attribute__((visibility("default"))) int QuiverShareTable(const char* token,
                                                            const QuiverSharedTable* table) {
  using quiver::duckdb_extension::Tables;
  try {
    const std::lock_guard<std::mutex> lock(Tables().mutex);
    return Tables().by_token.emplace(token, *table).second ? 0 : EEXIST;
  } catch (...) {
    return ENOMEM;
  }
}

__attribute__((visibility("default"))) int QuiverUnshareTable(const char* token) {
  using quiver::duckdb_extension::Tables;
  try {
    const std::lock_guard<std::mutex> lock(Tables().mutex);
    return Tables().by_token.erase(token) == 1 ? 0 : ENOENT;
  } catch (...) {
    return ENOMEM;
  }
}

}  // extern "C"
