#include "databases/duckdb/index_memory.h"

#include <string>
#include <vector>

#include <arrow/type.h>
#include <arrow/type_traits.h>
#include <fmt/format.h>

#include "databases/duckdb/ddl.h"

namespace quiver::duckdb {
namespace {

// Measured with 10 million integers that follow each other, and with 4 million that have gaps of a
// million between them.
constexpr int64_t kDenseBytesPerRow = 20;
constexpr int64_t kSparseBytesPerRow = 110;
// Integers that share all but their last byte, or nearly, are dense.
constexpr int64_t kMostPerRow = 16;

std::vector<std::vector<std::string>> KeysAndIndexes(const TableDescription& table) {
  std::vector<std::vector<std::string>> keys = table.unique;
  if (!table.primary_key.empty()) keys.push_back(table.primary_key);
  for (const Index& index : table.indexes) keys.push_back(index.columns);
  return keys;
}

}  // namespace

arrow::Result<int64_t> IndexMemory(Connection* connection, const TableDescription& table,
                                   int64_t rows) {
  for (const std::vector<std::string>& key : KeysAndIndexes(table)) {
    const auto field = table.schema->GetFieldByName(key.front());
    if (key.size() > 1 || field == nullptr || !arrow::is_integer(field->type()->id())) {
      return rows * kSparseBytesPerRow;
    }
    const std::string column = QuoteIdentifier(key.front());
    ARROW_ASSIGN_OR_RAISE(
        const auto sparse,
        connection->Query(
            fmt::format("SELECT (max({0})::HUGEINT - min({0})::HUGEINT > {1})::VARCHAR FROM {2}",
                        column, rows * kMostPerRow, QualifiedName(table.name))));
    if (sparse.at(0).at(0) == "true") return rows * kSparseBytesPerRow;
  }
  return rows * kDenseBytesPerRow;
}

}  // namespace quiver::duckdb
