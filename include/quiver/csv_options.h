#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <arrow/type_fwd.h>

namespace quiver {

/// How a CSV file is to be read, where the file itself does not say.
struct CsvOptions {
  /// "utf-8", "utf-16", "utf-16le", "utf-16be", "latin-1"; empty: by the byte order mark, else
  /// UTF-8.
  std::string encoding;
  /// 0: found out from the file.
  char delimiter = 0;
  /// Whether the first row holds the names; without a value: found out from the file.
  std::optional<bool> header;
  /// Types of columns by name, instead of those that are found out.
  std::map<std::string, std::shared_ptr<arrow::DataType>> types;
  /// Types that the values of a column have elsewhere: the type that is found out holds them, too.
  std::map<std::string, std::vector<std::shared_ptr<arrow::DataType>>> also_holds;
  /// Texts that mean NULL where they stand without quotes; the empty one always does.
  std::vector<std::string> null_values;
  /// Rows with too many or too few fields: an error, or into `<table>__quarantine`.
  enum class OnBadRow { kError, kQuarantine };
  OnBadRow on_bad_row = OnBadRow::kError;
};

}  // namespace quiver
