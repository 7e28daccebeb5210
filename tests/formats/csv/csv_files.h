#pragma once

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <arrow/api.h>
#include <gtest/gtest.h>

#include "contract/stream_reading.h"
#include "contract/temporary_directory.h"
#include "formats/csv/csv_source.h"
#include "quiver/restart.h"
#include "quiver/value_text.h"

namespace quiver::csv {

/// Pieces so small that every border is met.
inline Layout TinyLayout(int64_t partition_bytes, int64_t block_bytes) {
  return {.partition_bytes = partition_bytes,
          .block_bytes = block_bytes,
          .most_row_bytes = int64_t{1} << 20};
}

/// A CSV file that is read as a test wants it.
class CsvFile {
 public:
  explicit CsvFile(const std::string& content, const std::string& name = "t.csv")
      : path_(directory_.File(name)) {
    std::ofstream(path_, std::ios::binary) << content;
  }

  const std::string& path() const { return path_; }
  int restarts() const { return restarts_; }

  arrow::Result<std::unique_ptr<TableStream>> Open() {
    ARROW_ASSIGN_OR_RAISE(source_, OpenCsvSource(path_, options, layout));
    ARROW_ASSIGN_OR_RAISE(const auto tables, source_->Tables());
    return source_->OpenTable(tables[0].name);
  }

  /// All rows; opened once more when the schema changed.
  arrow::Result<std::shared_ptr<arrow::Table>> Read() {
    ARROW_ASSIGN_OR_RAISE(stream_, Open());
    auto table = testing::ReadAll(*stream_);
    if (!SchemaChanged::Is(table.status())) return table;
    ++restarts_;
    ARROW_ASSIGN_OR_RAISE(const auto tables, source_->Tables());
    ARROW_ASSIGN_OR_RAISE(stream_, source_->OpenTable(tables[0].name));
    return testing::ReadAll(*stream_);
  }

  std::string Error() {
    const auto table = Read();
    return table.ok() ? "no error" : table.status().message();
  }

  Source& source() { return *source_; }
  TableStream& stream() { return *stream_; }

  SourceOptions options;
  Layout layout;

 private:
  const testing::TemporaryDirectory directory_;
  const std::string path_;
  std::unique_ptr<Source> source_;
  std::unique_ptr<TableStream> stream_;
  int restarts_ = 0;
};

using Rows = std::vector<std::vector<std::string>>;

/// Every value as ValueText has it.
inline Rows TextsOf(const arrow::Table& table) {
  Rows rows(table.num_rows());
  for (const auto& column : table.columns()) {
    size_t row = 0;
    for (const auto& chunk : column->chunks()) {
      for (int64_t i = 0; i < chunk->length(); ++i) {
        rows[row++].push_back(ValueText(*chunk, i));
      }
    }
  }
  return rows;
}

/// "a: int64, b: string".
inline std::string TypesOf(const arrow::Schema& schema) {
  std::string text;
  for (const auto& field : schema.fields()) {
    text += (text.empty() ? "" : ", ") + field->name() + ": " + field->type()->ToString();
  }
  return text;
}

}  // namespace quiver::csv
