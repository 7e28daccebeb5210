#pragma once

#include <memory>
#include <string>

#include <arrow/buffer.h>

#include "formats/csv/column_converter.h"
#include "formats/csv/validity.h"

namespace quiver::csv {

/// utf8, with offsets of 32 bits: the rows of one array come from less than 2 GiB of text.
class TextConverter final : public ColumnConverter {
 public:
  /// `only_nulls`: every value is a misfit.
  TextConverter(const NullTexts& nulls, bool only_nulls) : nulls_(nulls), only_nulls_(only_nulls) {}

  arrow::Status Reserve(int64_t rows) override;
  arrow::Result<int64_t> Append(const RowBlock& rows, int64_t from, int64_t to,
                                size_t column) override;
  arrow::Result<std::shared_ptr<arrow::Array>> Finish() override;

 private:
  arrow::Status GrowData(size_t size);
  arrow::Status AppendText(std::string_view text);
  /// A field that is empty, in quotes, or may be a null text.
  arrow::Result<bool> AppendOther(std::string_view field);

  const NullTexts& nulls_;
  const bool only_nulls_;
  std::unique_ptr<arrow::ResizableBuffer> offsets_;
  std::unique_ptr<arrow::ResizableBuffer> data_;
  char* out_ = nullptr;
  size_t used_ = 0;
  size_t capacity_ = 0;
  size_t last_used_ = 0;
  Validity validity_;
  int64_t length_ = 0;
  std::string scratch_;
};

}  // namespace quiver::csv
