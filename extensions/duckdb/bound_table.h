#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <arrow/type.h>

#include "arrow_table.h"
#include "quiver/predicate.h"
#include "read_options.h"
#include "value.h"

namespace quiver::duckdb_extension {

/// A column whose value is the same for all rows of a file: the file's name, or what a folder's
/// name says ("year=2024").
struct ConstantColumn {
  std::string name;
  LogicalType type{duckdb_v2_logical_type_destroy};
};

/// A file of a table.
struct BoundFile {
  std::string path;
  std::shared_ptr<ArrowTable> table;
  /// Where in the file the columns of the table's schema are; -1 where it lacks one.
  std::vector<int> columns;
  /// One for each constant column.
  std::vector<Value> constants;
};

/// What a statement's bind finds out: many files as one table. Its columns are those of `schema`,
/// in the types in which they are imported, and then the constant ones.
struct BoundTable {
  std::vector<BoundFile> files;
  std::shared_ptr<arrow::Schema> schema;
  std::vector<ConstantColumn> constants;
  /// Columns of `schema` that are ENUMs, and their types; in `schema` they are numbers.
  std::map<int, LogicalType> enums;
  /// Whether batches may be left out because of their statistics.
  bool prune = true;
  /// What the optimizer said of the rows that are wanted.
  std::optional<Predicate> predicate;

  int64_t num_rows() const;
};

/// A table, and what it is called in messages and in the column of files' names.
struct NamedTable {
  std::string path;
  std::shared_ptr<ArrowTable> table;
};

/// Puts tables, at least one, together as the options ask. Errors name file and column.
std::unique_ptr<BoundTable> BindTables(const ReadOptions& options, std::vector<NamedTable> tables,
                                       duckdb_v2_context_handle context,
                                       duckdb_v2_error_info_handle* err);

}  // namespace quiver::duckdb_extension
