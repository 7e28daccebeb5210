#include "databases/duckdb/duckdb_table_stream.h"

#include <strings.h>

#include <algorithm>
#include <utility>
#include <vector>

#include <arrow/type.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace quiver::duckdb {
namespace {

// A row group: DuckDB skips the others by their row numbers.
constexpr int64_t kRowsPerPartition = 122'880;

}  // namespace

DuckDbTableStream::DuckDbTableStream(TableDescription description, std::string select,
                                     int64_t num_rows, std::optional<RowRange> rows,
                                     Connect connect, ReadOptions options)
    : description_(std::move(description)),
      select_(std::move(select)),
      num_rows_(num_rows),
      rows_(rows),
      connect_(std::move(connect)),
      options_(std::move(options)) {}

int64_t DuckDbTableStream::num_partitions() const {
  if (!rows_) return 1;
  return (rows_->end - rows_->begin + kRowsPerPartition - 1) / kRowsPerPartition;
}

arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> DuckDbTableStream::OpenPartition(
    int64_t partition) {
  std::string sql = select_;
  if (rows_) {
    const int64_t begin = rows_->begin + partition * kRowsPerPartition;
    sql += fmt::format(" WHERE rowid >= {} AND rowid < {}", begin,
                       std::min(begin + kRowsPerPartition, rows_->end));
  }
  ARROW_ASSIGN_OR_RAISE(auto connection, connect_());
  return OpenQueryReader(std::move(connection), sql, description_.name.ToString(), schema(),
                         options_);
}

bool HasRowNumbers(const arrow::Schema& schema) {
  return std::none_of(schema.fields().begin(), schema.fields().end(), [](const auto& field) {
    return strcasecmp(field->name().c_str(), "rowid") == 0;
  });
}

std::string SelectColumns(const arrow::Schema& schema, const std::string& qualified_table) {
  std::vector<std::string> columns;
  for (const auto& field : schema.fields()) columns.push_back(QuoteIdentifier(field->name()));
  return fmt::format("SELECT {} FROM {}", fmt::join(columns, ", "), qualified_table);
}

}  // namespace quiver::duckdb
