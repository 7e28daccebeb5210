#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <arrow/result.h>
#include <arrow/status.h>

#include "databases/postgres/connection.h"
#include "databases/postgres/target_types.h"
#include "quiver/table.h"

namespace quiver::postgres {

/// A relation that has the name of a table that is to be written.
struct ExistingTable {
  enum class Kind { kTable, kForeignTable, kView, kOther };
  uint32_t oid = 0;
  Kind kind = Kind::kTable;
  bool may_insert = false;
  /// By its owner, or a member of that role.
  bool may_drop = false;
};

/// Nothing when the name is free.
arrow::Result<std::optional<ExistingTable>> FindTable(Connection& connection,
                                                      const TableName& name);

/// The schema that a name without one is in.
arrow::Result<std::string> CurrentSchema(Connection& connection);

/// What would keep `DROP TABLE` of all of these at once from working: "view public.v" and so on.
arrow::Result<std::vector<std::string>> DependentsOf(Connection& connection,
                                                     const std::vector<uint32_t>& tables);

/// What a table has that a new one of its name will not have: "privileges", "triggers".
arrow::Result<std::vector<std::string>> LostWith(Connection& connection, uint32_t table);

/// The columns of an existing table as the rows of `table` need them: the same names in any order,
/// with types that hold the values; more columns of the target must have a default or hold NULL.
/// Errors: Invalid with table and column, all differences in one line.
arrow::Result<std::vector<ColumnType>> CheckAppend(Connection& connection, TargetTypes* types,
                                                   const TableDescription& table,
                                                   const ExistingTable& existing);

/// The sequence behind each column that has one, as SQL writes it.
arrow::Result<std::map<std::string, std::string>> SequencesOf(
    Connection& connection, const std::string& relation, const std::vector<std::string>& columns);

}  // namespace quiver::postgres
