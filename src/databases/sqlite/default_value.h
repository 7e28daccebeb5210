#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include <arrow/result.h>

#include "databases/sqlite/connection.h"
#include "databases/sqlite/declared_table.h"

namespace quiver::sqlite {

/// Lets SQLite itself find out what a DEFAULT gives to rows that are older than their column. It
/// does so in a database in memory, on which the file has no influence.
class DefaultEvaluator {
 public:
  DefaultEvaluator();
  ~DefaultEvaluator();
  DefaultEvaluator(const DefaultEvaluator&) = delete;
  DefaultEvaluator& operator=(const DefaultEvaluator&) = delete;

  /// `expression` as PRAGMA table_xinfo gives it. Nothing when it is no constant
  /// (CURRENT_TIMESTAMP, a function); SQLite takes NULL for old rows then.
  arrow::Result<std::optional<DeclaredColumn::Value>> Evaluate(const std::string& expression,
                                                               Affinity affinity);

 private:
  using Result = std::optional<DeclaredColumn::Value>;

  arrow::Result<Result> EvaluateNew(const std::string& expression, Affinity affinity);

  sqlite3* database_ = nullptr;
  std::map<std::pair<std::string, Affinity>, Result> known_;  // most tables share a few
};

}  // namespace quiver::sqlite
