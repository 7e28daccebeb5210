#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "databases/duckdb/connection.h"
#include "databases/duckdb/query_reader.h"
#include "quiver/table_stream.h"

namespace quiver::duckdb {

/// The rows of a SELECT; of a table's in partitions, which are ranges of row numbers of the size of
/// DuckDB's row groups.
class DuckDbTableStream final : public TableStream {
 public:
  /// Row numbers begin <= rowid < end.
  struct RowRange {
    int64_t begin;
    int64_t end;
  };
  /// Gives the connection for one reader. Called from any thread.
  using Connect = std::function<arrow::Result<std::shared_ptr<Connection>>()>;

  /// With `rows`, `select` must be without a WHERE and from a table; without, there is one
  /// partition.
  DuckDbTableStream(TableDescription description, std::string select, int64_t num_rows,
                    std::optional<RowRange> rows, Connect connect, ReadOptions options);

  const TableDescription& description() const override { return description_; }
  int64_t num_partitions() const override;
  arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> OpenPartition(
      int64_t partition) override;
  int64_t num_rows() const override { return num_rows_; }

 private:
  const TableDescription description_;
  const std::string select_;
  const int64_t num_rows_;
  const std::optional<RowRange> rows_;
  const Connect connect_;
  const ReadOptions options_;
};

/// Whether `rowid` means the number of the row. A column of that name hides it.
bool HasRowNumbers(const arrow::Schema& schema);

/// SELECT "a", "b" FROM ...
std::string SelectColumns(const arrow::Schema& schema, const std::string& qualified_table);

}  // namespace quiver::duckdb
