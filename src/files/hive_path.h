#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <arrow/result.h>
#include <arrow/scalar.h>
#include <arrow/type_fwd.h>

namespace quiver {

/// "key=value" folders, as Hive names the partitions of a table: `year=2024/month=7/a.parquet`.
/// Keys and values are percent-encoded; `__HIVE_DEFAULT_PARTITION__` stands for NULL, and where any
/// of it is encoded (`%5F_HIVE_DEFAULT_PARTITION__`) for that text.
struct HiveKey {
  std::string name;
  std::optional<std::string> value;
};

/// The keys between `root` and the file's own name, from the outside in.
std::vector<HiveKey> HiveKeysOf(const std::string& root, const std::string& path);

/// The types that hold every value of each key: int64 where all are integers without a leading
/// zero, date32 where all are ISO 8601 dates, else utf8. Errors: Invalid where a file has other
/// keys than the first one, naming both.
arrow::Result<arrow::FieldVector> HiveFields(const std::vector<std::string>& files,
                                             const std::vector<std::vector<HiveKey>>& keys);

/// The type that values of `type` have when they come back from folders' names: that of a
/// dictionary's values, and utf8 for every text.
std::shared_ptr<arrow::DataType> HiveType(const std::shared_ptr<arrow::DataType>& type);

/// Errors: Invalid for a value that `type` can't hold.
arrow::Result<std::shared_ptr<arrow::Scalar>> HiveValue(
    const HiveKey& key, const std::shared_ptr<arrow::DataType>& type);

/// The folder's name for a value: "year=2024".
arrow::Result<std::string> HiveFolder(const std::string& name, const arrow::Scalar& value);

}  // namespace quiver
