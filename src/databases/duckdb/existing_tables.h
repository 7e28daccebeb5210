#pragma once

#include <map>
#include <string>
#include <vector>

#include <arrow/result.h>
#include <arrow/status.h>

#include "databases/duckdb/connection.h"
#include "quiver/table.h"

namespace quiver::duckdb {

/// The tables and views that a target has already. Names are compared as DuckDB compares them,
/// without regard to the case of ASCII letters.
class ExistingTables {
 public:
  enum class Kind { kTable, kView };

  static arrow::Result<ExistingTables> Read(Connection* connection);

  /// Null when there is none of this name.
  const Kind* Find(const TableName& name) const;

 private:
  std::map<std::string, Kind> kinds_;
};

/// What names are compared by: "schema.name" in lower case.
std::string CatalogKey(const TableName& name);

/// Whether the rows of `table` can go into the existing table of its name: the same columns by
/// name, in any order, with the same types; more columns of the target must have a default or hold
/// NULL. Errors: Invalid, naming the column.
arrow::Status CheckAppend(Connection* connection, const TableDescription& table);

}  // namespace quiver::duckdb
