#pragma once

#include <memory>
#include <string>
#include <vector>

#include <arrow/api.h>
#include <gtest/gtest.h>

#include "contract/stream_reading.h"
#include "databases/postgres/postgres_source.h"
#include "databases/postgres/server.h"
#include "quiver/value_text.h"

namespace quiver::postgres::testing {

using quiver::testing::PostgresDatabase;
using quiver::testing::PostgresServer;
using quiver::testing::ReadAll;
using Texts = std::vector<std::string>;

inline std::unique_ptr<Source> Open(const std::string& uri, const SourceOptions& options = {}) {
  auto source = OpenPostgresSource(uri, options);
  EXPECT_TRUE(source.ok()) << source.status();
  return std::move(source).ValueOr(nullptr);
}

/// The values of a column, as ValueText writes them.
inline Texts Column(const arrow::Table& table, const std::string& name) {
  Texts texts;
  const auto column = table.GetColumnByName(name);
  if (column == nullptr) {
    ADD_FAILURE() << "no column " << name;
    return texts;
  }
  for (const auto& chunk : column->chunks()) {
    EXPECT_TRUE(chunk->ValidateFull().ok()) << chunk->ValidateFull();
    for (int64_t i = 0; i < chunk->length(); ++i) texts.push_back(ValueText(*chunk, i));
  }
  return texts;
}

/// What is read of a table, which must be there; else an empty one.
inline std::shared_ptr<arrow::Table> Read(Source& source, const TableName& name) {
  auto stream = source.OpenTable(name);
  if (!stream.ok()) {
    ADD_FAILURE() << stream.status();
    return arrow::Table::MakeEmpty(arrow::schema({})).ValueOrDie();
  }
  auto table = ReadAll(**stream);
  EXPECT_TRUE(table.ok()) << table.status();
  return table.ok() ? *table : arrow::Table::MakeEmpty((*stream)->schema()).ValueOrDie();
}

/// The error of opening a table, or else of reading it.
inline arrow::Status ReadError(Source& source, const TableName& name) {
  auto stream = source.OpenTable(name);
  return stream.ok() ? ReadAll(**stream).status() : stream.status();
}

}  // namespace quiver::postgres::testing
