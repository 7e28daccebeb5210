#pragma once

#include <cstdint>
#include <memory>

#include <arrow/buffer.h>
#include <arrow/result.h>
#include <arrow/status.h>

#include "databases/sqlite/serial_type.h"

namespace quiver::sqlite {

/// The validity bitmap of a column being built. It comes into being with the first NULL.
class Validity {
 public:
  void Start(int64_t most_rows);
  /// A row for each of `count` serial types; NULL where the type is 0.
  arrow::Status Append(const SerialType* types, int count);
  /// The bitmap, null where there are no NULLs.
  std::shared_ptr<arrow::Buffer> Finish();

  int64_t rows() const { return rows_; }
  int64_t nulls() const { return nulls_; }

 private:
  int64_t most_rows_ = 0;
  int64_t rows_ = 0;
  int64_t nulls_ = 0;
  std::shared_ptr<arrow::ResizableBuffer> bitmap_;
};

}  // namespace quiver::sqlite
