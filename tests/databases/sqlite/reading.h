#pragma once

#include <memory>
#include <string>
#include <vector>

#include <arrow/api.h>
#include <gtest/gtest.h>

#include "contract/stream_reading.h"
#include "databases/sqlite/scratch_database.h"
#include "databases/sqlite/sqlite_source.h"

namespace quiver::sqlite::testing {

/// What one reading of one table gave.
struct Reading {
  arrow::Status status;
  std::shared_ptr<arrow::Table> rows;
  std::shared_ptr<arrow::Table> quarantine;  // null where there is none
  int64_t num_rows = -1;
};

inline Reading ReadTable(Source& source, const std::string& table) {
  Reading reading;
  const auto read = [&]() -> arrow::Status {
    ARROW_ASSIGN_OR_RAISE(auto stream, source.OpenTable({"", table}));
    reading.num_rows = stream->num_rows();
    ARROW_ASSIGN_OR_RAISE(reading.rows, quiver::testing::ReadAll(*stream));
    ARROW_RETURN_NOT_OK(reading.rows->ValidateFull());
    if (stream->quarantine() == nullptr) return arrow::Status::OK();
    ARROW_ASSIGN_OR_RAISE(reading.quarantine, quiver::testing::ReadAll(*stream->quarantine()));
    return arrow::Status::OK();
  };
  reading.status = read();
  return reading;
}

inline Reading ReadTable(const std::string& path, const std::string& table,
                         const SourceOptions& options = {},
                         ReadingPath reading_path = ReadingPath::kBest) {
  auto source = OpenSqliteSource(path, options, reading_path);
  if (!source.ok()) return {source.status(), nullptr, nullptr, -1};
  return ReadTable(**source, table);
}

/// A column as text, one value after the other: "1, 2, null".
inline std::string Column(const std::shared_ptr<arrow::Table>& table, const std::string& name) {
  if (table == nullptr) return "no table";
  const auto column = table->GetColumnByName(name);
  if (column == nullptr) return "no column " + name;
  std::string text;
  for (int64_t i = 0; i < column->length(); ++i) {
    const auto scalar = column->GetScalar(i).ValueOrDie();
    text += (i > 0 ? ", " : "") + (scalar->is_valid ? scalar->ToString() : "null");
  }
  return text;
}

inline SourceOptions With(OnTypeMismatch on_type_mismatch) {
  SourceOptions options;
  options.on_type_mismatch = on_type_mismatch;
  return options;
}

}  // namespace quiver::sqlite::testing
