#pragma once

#include <string>
#include <vector>

#include <arrow/status.h>

#include "databases/postgres/connection.h"
#include "databases/postgres/target_table.h"
#include "quiver/sink.h"

namespace quiver::postgres {

/// What a run is about to do with each of its tables, given what the database has. Only looks.
class TargetPlan {
 public:
  /// Errors: Invalid or NotImplemented for names that PostgreSQL can't have; AlreadyExists for a
  /// table that is in the way; IOError for what this user may not do; each naming the table.
  arrow::Status Make(Connection& connection, const std::vector<TableDescription>& tables,
                     const SinkOptions& options);

  /// In the order in which they were given.
  std::vector<TargetTable>& tables() { return tables_; }
  /// By the name in its description; null when there is none.
  TargetTable* Find(const TableName& name);
  const TargetTable* Find(const TableName& name) const;

  /// One line for each thing that will be missing, for the user.
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  arrow::Status PlaceTables(Connection& connection, const std::vector<TableDescription>& tables);
  arrow::Status MeetExisting(Connection& connection, IfExists if_exists, TargetTable* table);
  arrow::Status CheckReplaced(Connection& connection);
  arrow::Status DropImpossibleForeignKeys(Connection& connection);

  std::vector<TargetTable> tables_;
  std::vector<std::string> notes_;
};

}  // namespace quiver::postgres
