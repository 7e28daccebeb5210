#include "row_filter.h"

#include <algorithm>
#include <utility>

#include <arrow/array.h>

#include "column_range.h"
#include "gathered_column.h"

namespace quiver::duckdb_extension {
namespace {

using Kind = Predicate::Kind;

// Rows that are looked at together.
constexpr int64_t kBlockRows = 2048;
// A batch stays as it is when more of the rows seen so far than one in so many are wanted.
constexpr int64_t kWorthwhile = 3;

}  // namespace

RowFilter::RowFilter(const Predicate& predicate, const arrow::Schema& schema,
                     const std::vector<std::string>& names) {
  Add(predicate, schema, names);
}

RowFilter::~RowFilter() = default;

void RowFilter::Add(const Predicate& predicate, const arrow::Schema& schema,
                    const std::vector<std::string>& names) {
  if (predicate.kind == Kind::kAnd) {
    for (const Predicate& child : predicate.children) Add(child, schema, names);
    return;
  }
  const auto name = std::ranges::find(names, predicate.column);
  if (name == names.end() || predicate.value == nullptr) return;
  const auto column = static_cast<int>(name - names.begin());
  const auto known = std::ranges::find(conditions_, column, &Condition::column);
  if (known != conditions_.end()) {
    known->range->Limit(predicate.kind, *predicate.value);
    return;
  }
  auto range = ColumnRange::Make(*schema.field(column)->type());
  if (range != nullptr && range->Limit(predicate.kind, *predicate.value)) {
    conditions_.push_back({column, std::move(range)});
  }
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> RowFilter::Apply(
    std::shared_ptr<arrow::RecordBatch> batch) const {
  if (conditions_.empty()) return batch;
  std::vector<int32_t> rows;
  for (int64_t begin = 0; begin < batch->num_rows(); begin += kBlockRows) {
    const int64_t end = std::min(begin + kBlockRows, batch->num_rows());
    int32_t block[kBlockRows];
    int64_t count = -1;
    for (const auto& [column, range] : conditions_) {
      const arrow::ArrayData& data = *batch->column_data(column);
      count =
          count < 0 ? range->Select(data, begin, end, block) : range->Narrow(data, block, count);
    }
    rows.insert(rows.end(), block, block + count);
    if (static_cast<int64_t>(rows.size()) * kWorthwhile > end) return batch;
  }
  arrow::ArrayVector columns;
  for (const auto& column : batch->columns()) {
    auto gathered = GatheredColumn(column, rows);
    if (gathered.status().IsNotImplemented()) return batch;
    ARROW_RETURN_NOT_OK(gathered.status());
    columns.push_back(*std::move(gathered));
  }
  return arrow::RecordBatch::Make(batch->schema(), static_cast<int64_t>(rows.size()),
                                  std::move(columns));
}

}  // namespace quiver::duckdb_extension
