#pragma once

#include <memory>
#include <string>
#include <vector>

#include <arrow/type.h>

#include "read_options.h"

namespace quiver::duckdb_extension {

/// The columns of several files as those of one table, in the types in which they are imported.
/// Names are the same whatever their case, as in SQL. Where files have different types for a
/// column, it gets one that holds all values of both (widened_type.h).
class MergedColumns {
 public:
  explicit MergedColumns(const ReadOptions& options) : options_(options) {}

  /// Errors: a type that DuckDB does not have, or two types that no type holds; a column that the
  /// first file has and this one has not, unless union_by_name.
  void Add(const std::string& path, const arrow::Schema& schema);

  std::shared_ptr<arrow::Schema> schema() const { return arrow::schema(fields_); }

  /// Where each column of `schema` is in a file's schema that was added; -1: it is not.
  std::vector<int> PlacesIn(const arrow::Schema& schema) const;

 private:
  int Find(const std::string& name) const;
  void AddField(const std::string& path, std::shared_ptr<arrow::Field> field);
  void Widen(int place, const std::string& path, const arrow::Field& field);
  void AddFirst(const std::string& path, const arrow::Schema& schema);
  // Null for a column that is left out.
  std::shared_ptr<arrow::Field> Imported(const std::string& path,
                                         const std::shared_ptr<arrow::Field>& field) const;

  const ReadOptions options_;
  arrow::FieldVector fields_;
  /// By field, for messages: its type, and the file that has it.
  std::vector<std::string> origins_;
  std::vector<int> places_in_first_;
  std::string first_path_;
  bool several_ = false;
};

}  // namespace quiver::duckdb_extension
