#pragma once

#include <cstdint>
#include <memory>

#include <arrow/buffer_builder.h>

#include "vector_rows.h"

namespace quiver::duckdb_extension {

/// Which rows of a column that is being gathered are NULL. As long as there are none there is no
/// bitmap.
class ValidityBuilder {
 public:
  void Append(const VectorView& view, const Rows& rows);

  int64_t length() const { return length_; }
  int64_t null_count() const { return bits_.false_count(); }

  /// Null where every row is valid. Begins anew.
  std::shared_ptr<arrow::Buffer> Finish();

 private:
  int64_t length_ = 0;
  arrow::TypedBufferBuilder<bool> bits_;
};

}  // namespace quiver::duckdb_extension
