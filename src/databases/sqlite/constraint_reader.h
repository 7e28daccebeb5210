#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <arrow/result.h>

#include "databases/sqlite/connection.h"
#include "databases/sqlite/declared_table.h"

namespace quiver::sqlite {

/// Reads keys, checks, indexes, foreign keys and sequences of one table after the other into their
/// descriptions, and writes a line into `not_carried` for each thing that they can't hold.
class ConstraintReader {
 public:
  static arrow::Result<ConstraintReader> Make(Connection& connection);

  /// `sql` is the table's CREATE TABLE. The columns of `table` are known already.
  arrow::Status Read(std::string_view sql, DeclaredTable* table);

  /// For the column of a table that has AUTOINCREMENT.
  arrow::Status ReadSequence(const std::string& column, DeclaredTable* table);

 private:
  ConstraintReader(Connection& connection, Statement indexes, Statement index_columns,
                   Statement foreign_keys);

  arrow::Status ReadIndexes(DeclaredTable* table);
  arrow::Status ReadForeignKeys(DeclaredTable* table);
  /// What only the text of CREATE TABLE tells.
  static void ReadClauses(std::string_view sql, DeclaredTable* table);

  struct Trigger {
    std::string table;
    std::string name;
  };

  Connection* connection_;
  Statement indexes_;
  Statement index_columns_;
  Statement foreign_keys_;
  std::vector<Trigger> triggers_;
};

/// Names of tables and columns in foreign keys as their own tables spell them, and the primary key
/// for those that name no columns. A key to something that is no key of an existing table can't be
/// carried.
void ResolveForeignKeys(std::vector<DeclaredTable>* tables);

}  // namespace quiver::sqlite
