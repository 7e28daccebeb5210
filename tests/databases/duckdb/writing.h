#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <arrow/api.h>
#include <arrow/json/from_string.h>
#include <duckdb.h>
#include <gtest/gtest.h>

#include "contract/memory_stream.h"
#include "contract/stream_reading.h"
#include "contract/temporary_directory.h"
#include "databases/duckdb/connection.h"
#include "databases/duckdb/duckdb_sink.h"
#include "databases/duckdb/duckdb_source.h"

namespace quiver::testing {

/// A table in memory; its rows as JSON, one list per column: Rows("t", {field}, {"[1, 2]"}).
inline std::unique_ptr<MemoryStream> Rows(const std::string& name, const arrow::FieldVector& fields,
                                          const std::vector<std::string>& columns) {
  auto schema = arrow::schema(fields);
  arrow::ArrayVector arrays;
  for (size_t i = 0; i < columns.size(); ++i) {
    arrays.push_back(arrow::json::ArrayFromJSONString(fields[i]->type(), columns[i]).ValueOrDie());
  }
  TableDescription description;
  description.name = {"", name};
  description.schema = schema;
  auto batch = arrow::RecordBatch::Make(schema, arrays[0]->length(), arrays);
  return std::make_unique<MemoryStream>(std::move(description),
                                        std::vector<MemoryStream::Partition>{{std::move(batch)}});
}

/// A whole run: Begin, Write of each table, Commit.
inline arrow::Status WriteTables(const std::string& path, const std::vector<MemoryStream*>& tables,
                                 const SinkOptions& options = {},
                                 std::vector<std::string>* notes = nullptr) {
  ARROW_ASSIGN_OR_RAISE(auto sink, OpenDuckDbSink(path, options));
  std::vector<TableDescription> descriptions;
  for (MemoryStream* table : tables) descriptions.push_back(table->description());
  ARROW_RETURN_NOT_OK(sink->Begin(descriptions));
  if (notes != nullptr) *notes = sink->Notes();
  for (MemoryStream* table : tables) ARROW_RETURN_NOT_OK(sink->Write(*table));
  return sink->Commit();
}

/// Runs SQL in a DuckDB file, which is called "file" there, as anybody's DuckDB would. The rows of
/// the last statement as text, columns joined by "|".
inline arrow::Result<std::vector<std::string>> Sql(const std::string& path,
                                                   const std::string& sql) {
  ARROW_ASSIGN_OR_RAISE(auto database, duckdb::Database::Open(path, {}));
  ARROW_ASSIGN_OR_RAISE(auto connection, duckdb::Connection::Open(database));
  ARROW_ASSIGN_OR_RAISE(const auto rows, connection->Query(sql));
  std::vector<std::string> lines;
  for (const auto& row : rows) {
    std::string line;
    for (const auto& value : row) line += (line.empty() ? "" : "|") + value.value_or("NULL");
    lines.push_back(line);
  }
  return lines;
}

/// Runs statements whose results do not matter.
inline void RunSql(const std::string& path, const std::string& sql) {
  auto database = duckdb::Database::Open(path, {}).ValueOrDie();
  auto connection = duckdb::Connection::Open(database).ValueOrDie();
  const auto status = connection->Execute(sql).status();
  ASSERT_TRUE(status.ok()) << status;
}

}  // namespace quiver::testing
