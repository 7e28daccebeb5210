#pragma once

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

  /// The type so far of the column `name`; null where there is none.
  std::shared_ptr<arrow::DataType> TypeOf(const std::string& name) const;

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
