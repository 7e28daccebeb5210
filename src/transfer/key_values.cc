#include "transfer/key_values.h"

#include <charconv>
#include <memory>

#include <arrow/array.h>
#include <arrow/record_batch.h>
#include <arrow/type_traits.h>

#include "quiver/value_text.h"

namespace quiver {
namespace {

bool IsQuoted(const arrow::Array& array, int64_t row) {
  return !array.IsNull(row) && !arrow::is_numeric(array.type_id()) &&
         !arrow::is_decimal(array.type_id()) && array.type_id() != arrow::Type::BOOL;
}

std::variant<int64_t, std::string> OrderingValue(const arrow::Array& array,
                                                 const std::string& text) {
  int64_t number = 0;
  if (arrow::is_integer(array.type_id())) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size()) return number;
  }
  return text;
}

NamedKey NameRow(const arrow::RecordBatch& batch, const std::vector<int>& key, int64_t row,
                 KeyDifference::Kind kind) {
  NamedKey named;
  named.kind = kind;
  for (const int column : key) {
    const arrow::Array& array = *batch.column(column);
    const std::string text = ValueText(array, row);
    const char* quote = IsQuoted(array, row) ? "'" : "";
    named.values.push_back(OrderingValue(array, text));
    named.text +=
        (named.text.empty() ? "" : ", ") + batch.column_name(column) + " = " + quote + text + quote;
  }
  return named;
}

using KeyIterator = std::vector<PositionedKey>::const_iterator;

// The keys from `begin` to `end` are all in the partition that `reader` reads.
arrow::Status ReadPartitionKeys(arrow::RecordBatchReader& reader, const std::vector<int>& key,
                                KeyIterator begin, KeyIterator end, std::vector<NamedKey>* named) {
  int64_t rows_before = 0;
  std::shared_ptr<arrow::RecordBatch> batch;
  while (begin != end) {
    ARROW_RETURN_NOT_OK(reader.ReadNext(&batch));
    if (!batch) return arrow::Status::UnknownError("a partition has fewer rows when read again");
    for (; begin != end && begin->position.row < rows_before + batch->num_rows(); ++begin) {
      named->push_back(NameRow(*batch, key, begin->position.row - rows_before, begin->kind));
    }
    rows_before += batch->num_rows();
  }
  return arrow::Status::OK();
}

}  // namespace

arrow::Status ReadKeyValues(TableStream& table, const std::vector<int>& key,
                            const std::vector<PositionedKey>& keys, std::vector<NamedKey>* named) {
  for (auto begin = keys.begin(); begin != keys.end();) {
    const int64_t partition = begin->position.partition;
    auto end = begin;
    while (end != keys.end() && end->position.partition == partition) ++end;
    ARROW_ASSIGN_OR_RAISE(auto reader, table.OpenPartition(partition));
    ARROW_RETURN_NOT_OK(ReadPartitionKeys(*reader, key, begin, end, named));
    begin = end;
  }
  return arrow::Status::OK();
}

}  // namespace quiver
