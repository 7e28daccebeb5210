#pragma once

#include <memory>
#include <string>

#include <arrow/buffer.h>

#include "databases/sqlite/column_builder.h"
#include "databases/sqlite/validity.h"

namespace quiver::sqlite {

/// Builds columns of texts (utf8) and blobs (binary). Texts are checked to be valid UTF-8 in bulk,
/// after they were copied.
class TextBuilder : public ColumnBuilder {
 public:
  explicit TextBuilder(const ColumnReading& column);

  arrow::Status Start(int64_t rows, int64_t bytes) override;
  arrow::Status Append(const CellBlock& block) override;
  arrow::Result<std::shared_ptr<arrow::Array>> Finish() override;

 private:
  arrow::Status AppendStored(const CellBlock& block, size_t bytes);
  arrow::Status AppendConverted(const CellBlock& block);
  arrow::Status CheckUtf8(const CellBlock& block, size_t begin);
  arrow::Status ReserveBytes(size_t more);

  const ColumnReading column_;
  const SerialType odd_;  // 1 where texts fit, 0 where blobs do
  Validity validity_;
  size_t size_ = 0;
  std::shared_ptr<arrow::ResizableBuffer> offsets_;
  std::shared_ptr<arrow::ResizableBuffer> data_;
  std::string converted_;
};

}  // namespace quiver::sqlite
