#include "quiver/row_hash.h"

#include <algorithm>
#include <span>

#include <arrow/array.h>
#include <fmt/format.h>

#include "core/value_hash.h"

namespace quiver {
namespace {

// Rows hashed at a time: the accumulators of so many stay in the first-level cache.
constexpr int64_t kRowsPerSlice = 1024;

// Whether slices of the columns cost no more than their rows. A slice of a dictionary array, for
// one, would hash the whole dictionary again.
bool IsFlat(const arrow::Schema& schema) {
  for (const auto& field : schema.fields()) {
    const arrow::Type::type id = field->type()->id();
    if (arrow::is_nested(id) || arrow::is_dictionary(id) || id == arrow::Type::RUN_END_ENCODED ||
        id == arrow::Type::EXTENSION) {
      return false;
    }
  }
  return true;
}

}  // namespace

void RowHash::Add(const RowHash& other) {
  low += other.low;
  high += other.high + (low < other.low ? 1 : 0);
  rows += other.rows;
}

void RowHash::Subtract(const RowHash& other) {
  high -= other.high + (low < other.low ? 1 : 0);
  low -= other.low;
  rows -= other.rows;
}

std::string RowHash::ToString() const { return fmt::format("{:016x}{:016x}", high, low); }

RowHasher::~RowHasher() = default;

arrow::Result<std::unique_ptr<RowHasher>> RowHasher::Make(const arrow::Schema&) {
  return std::unique_ptr<RowHasher>(new RowHasher());
}

arrow::Status RowHasher::HashRows(const arrow::RecordBatch& batch, std::vector<RowHash128>* rows) {
  rows->assign(batch.num_rows(), RowHash128{0, 0});
  const int64_t slice_rows = IsFlat(*batch.schema()) ? kRowsPerSlice : batch.num_rows();
  values_.resize(slice_rows);
  for (int64_t begin = 0; begin < batch.num_rows(); begin += slice_rows) {
    const int64_t length = std::min(slice_rows, batch.num_rows() - begin);
    const std::span<RowHash128> slice(rows->data() + begin, length);
    const std::span<RowHash128> values(values_.data(), length);
    for (const auto& column : batch.columns()) {
      ARROW_RETURN_NOT_OK(HashValues(*column->Slice(begin, length), values));
      for (int64_t i = 0; i < length; ++i) FoldValue(&slice[i], values[i]);
    }
    for (RowHash128& row : slice) row = FinishRow(row);
  }
  return arrow::Status::OK();
}

arrow::Status RowHasher::Add(const arrow::RecordBatch& batch, RowHash* sum) {
  ARROW_RETURN_NOT_OK(HashRows(batch, &rows_));
  for (const RowHash128& row : rows_) sum->Add({row.low, row.high, 1});
  return arrow::Status::OK();
}

}  // namespace quiver
