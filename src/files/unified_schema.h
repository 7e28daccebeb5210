#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <arrow/result.h>
#include <arrow/type_fwd.h>

namespace quiver {

/// The columns of several files as those of one table: by name, in the order in which they are met;
/// nullable where one file has them nullable or lacks them.
class UnifiedSchema {
 public:
  /// Errors: Invalid for a column that has another type than in an earlier file (naming both files)
  /// or that is there twice in this one.
  arrow::Status Add(const std::string& file, const std::shared_ptr<arrow::Schema>& schema);

  /// Whether `Add` would refuse the schema for the type of a column: then `types` gets a type for
  /// each such column that holds the values of both.
  bool Disagrees(const std::shared_ptr<arrow::Schema>& schema,
                 std::map<std::string, std::shared_ptr<arrow::DataType>>* types) const;

  std::shared_ptr<arrow::Schema> Finish() const;

 private:
  struct Column {
    std::shared_ptr<arrow::Field> field;
    std::string file;      // where it was met first
    size_t num_files = 0;  // that have it
  };
  const Column* Find(const std::string& name) const;

  std::vector<Column> columns_;
  size_t num_files_ = 0;
  std::shared_ptr<const arrow::KeyValueMetadata> metadata_;
};

}  // namespace quiver
