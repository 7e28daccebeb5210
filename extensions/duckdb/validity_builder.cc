#include "validity_builder.h"

#include "arrow_result.h"

namespace quiver::duckdb_extension {

void ValidityBuilder::Append(const VectorView& view, const Rows& rows) {
  const auto count = static_cast<int64_t>(rows.count);
  const bool nulls = view.MayHaveNulls(rows);
  if (nulls && bits_.length() == 0) Check(bits_.Append(length_, true));
  length_ += count;
  if (!nulls) {
    if (bits_.length() > 0) Check(bits_.Append(count, true));
    return;
  }
  Check(bits_.Reserve(count));
  if (view.IsRun(rows)) {
    bits_.UnsafeAppend(view.validity(), static_cast<int64_t>(rows.begin), count);
    return;
  }
  for (idx_t i = 0; i < rows.count; ++i) bits_.UnsafeAppend(view.IsValid(view.Place(rows[i])));
}

std::shared_ptr<arrow::Buffer> ValidityBuilder::Finish() {
  length_ = 0;
  if (bits_.false_count() == 0) {
    bits_.Reset();
    return nullptr;
  }
  return ValueOf(bits_.Finish());
}

}  // namespace quiver::duckdb_extension
