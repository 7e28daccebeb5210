#pragma once

#include <memory>
#include <string>
#include <vector>

#include <arrow/record_batch.h>
#include <arrow/result.h>

#include "quiver/predicate.h"

namespace quiver::duckdb_extension {

class ColumnRange;

/// Leaves rows out for which a predicate can't be true, before DuckDB sees them: it looks at the
/// values where they lie, and only what is left has to pass through DuckDB's vectors. Rows may
/// stay for which the predicate is not true, so whoever asked for it must still apply it. May be
/// used from any thread.
class RowFilter {
 public:
  /// `names` is what the predicate calls the columns of `schema`. Of the predicate, ranges of
  /// numbers, dates and timestamps are used.
  RowFilter(const Predicate& predicate, const arrow::Schema& schema,
            const std::vector<std::string>& names);
  ~RowFilter();

  /// `batch`, which has that schema, without rows that can't be wanted; or as it is, where most
  /// rows are wanted and a copy of them would cost more than it saves.
  arrow::Result<std::shared_ptr<arrow::RecordBatch>> Apply(
      std::shared_ptr<arrow::RecordBatch> batch) const;

 private:
  struct Condition {
    int column;
    std::unique_ptr<ColumnRange> range;
  };

  void Add(const Predicate& predicate, const arrow::Schema& schema,
           const std::vector<std::string>& names);

  std::vector<Condition> conditions_;
};

}  // namespace quiver::duckdb_extension
