#include "databases/duckdb/distinct_texts.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include <arrow/array.h>
#include <arrow/extension_type.h>
#include <arrow/record_batch.h>

namespace quiver::duckdb {
namespace {

// Fewer say little of a whole column.
constexpr size_t kLeastValues = 10'000;
// Where every fourth value is one that was there already, a dictionary begins to pay.
constexpr double kMostlyDistinct = 0.75;

template <typename Texts>
bool IsMostlyDistinct(const Texts& texts) {
  std::vector<size_t> hashes;
  hashes.reserve(texts.length());
  for (int64_t row = 0; row < texts.length(); ++row) {
    if (texts.IsValid(row)) hashes.push_back(std::hash<std::string_view>()(texts.GetView(row)));
  }
  if (hashes.size() < kLeastValues) return false;
  std::sort(hashes.begin(), hashes.end());
  const auto distinct = std::unique(hashes.begin(), hashes.end()) - hashes.begin();
  return static_cast<double>(distinct) >= kMostlyDistinct * static_cast<double>(hashes.size());
}

bool IsMostlyDistinctText(const arrow::Array& column) {
  switch (column.type_id()) {
    case arrow::Type::STRING:
      return IsMostlyDistinct(static_cast<const arrow::StringArray&>(column));
    case arrow::Type::LARGE_STRING:
      return IsMostlyDistinct(static_cast<const arrow::LargeStringArray&>(column));
    case arrow::Type::STRING_VIEW:
      return IsMostlyDistinct(static_cast<const arrow::StringViewArray&>(column));
    case arrow::Type::EXTENSION:  // JSON
      return IsMostlyDistinctText(*static_cast<const arrow::ExtensionArray&>(column).storage());
    default:
      return false;
  }
}

}  // namespace

arrow::Result<std::set<std::string>> MostlyDistinctTexts(TableStream* stream) {
  std::set<std::string> columns;
  if (stream->num_partitions() < 2) return columns;
  ARROW_ASSIGN_OR_RAISE(const auto reader, stream->OpenPartition(0));
  std::shared_ptr<arrow::RecordBatch> batch;
  ARROW_RETURN_NOT_OK(reader->ReadNext(&batch));
  if (batch == nullptr) return columns;
  for (int i = 0; i < batch->num_columns(); ++i) {
    if (IsMostlyDistinctText(*batch->column(i))) columns.insert(batch->column_name(i));
  }
  return columns;
}

}  // namespace quiver::duckdb
