#include "current_tables.h"

namespace quiver::duckdb_extension {

std::vector<std::shared_ptr<ArrowTable>> CurrentTables(const BoundTable& bound,
                                                       TableCache* open_tables,
                                                       duckdb_v2_context_handle context,
                                                       duckdb_v2_error_info_handle* err) {
  std::vector<std::shared_ptr<ArrowTable>> tables;
  for (const BoundFile& file : bound.files) {
    if (!file.table->has_changed()) {
      tables.push_back(file.table);
      continue;
    }
    auto table = open_tables->Open(file.path, context, err);
    // An ENUM has the values that the dictionaries had.
    if (!bound.enums.empty() || !table->schema()->Equals(file.table->schema(), true)) {
      throw Error(file.path + ": it was changed since the statement was prepared, and " +
                  (bound.enums.empty() ? "has other columns now" : "may have other dictionaries") +
                  "; prepare it again");
    }
    tables.push_back(std::move(table));
  }
  return tables;
}

}  // namespace quiver::duckdb_extension
