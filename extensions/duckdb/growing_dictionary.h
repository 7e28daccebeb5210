#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <arrow/array.h>

#include "column_builder.h"

namespace quiver::duckdb_extension {

/// The dictionary of a column of one file. It only grows, so that the values of one moment begin
/// with those of every earlier one, and a number once given stays right. Any thread.
class GrowingDictionary {
 public:
  explicit GrowingDictionary(std::string column) : column_(std::move(column)) {}

  /// Gives `text` a number, if it has none. The text that comes back lives as long as this.
  std::pair<std::string_view, int32_t> Add(std::string_view text);

  /// As it is now. The same array as long as nothing is added.
  std::shared_ptr<arrow::Array> Values();

 private:
  const std::string column_;
  std::mutex mutex_;
  std::deque<std::string> texts_;
  std::unordered_map<std::string_view, int32_t> numbers_;
  int64_t bytes_ = 0;
  std::shared_ptr<arrow::Array> values_;
};

/// Gathers text as numbers of `type.dictionary`.
std::unique_ptr<ColumnBuilder> MakeDictionaryBuilder(const ColumnType& type, idx_t rows);

}  // namespace quiver::duckdb_extension
