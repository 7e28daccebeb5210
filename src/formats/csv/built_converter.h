#pragma once

#include <memory>
#include <string>
#include <utility>

#include <arrow/array/builder_base.h>

#include "formats/csv/column_converter.h"
#include "formats/csv/field_text.h"

namespace quiver::csv {

/// Types that are rare enough for Arrow's own builders. `Adder` has `Add(builder, text)`, which
/// gives false for a text that the type can't hold, and kEmptyIsValue.
template <typename Builder, typename Adder>
class BuiltConverter final : public ColumnConverter {
 public:
  BuiltConverter(std::unique_ptr<Builder> builder, const NullTexts& nulls, Adder adder)
      : builder_(std::move(builder)), nulls_(nulls), adder_(std::move(adder)) {}

  arrow::Status Reserve(int64_t) override { return arrow::Status::OK(); }

  arrow::Result<int64_t> Append(const RowBlock& rows, int64_t from, int64_t to,
                                size_t column) override {
    for (int64_t row = from; row < to; ++row) {
      std::string_view field = rows.field(row, column);
      const bool quoted = IsQuoted(field);
      if (quoted) field = Unquote(field, &scratch_);
      const bool empty = field.empty() && !(quoted && Adder::kEmptyIsValue);
      if (empty || (!quoted && nulls_.Has(field))) {
        ARROW_RETURN_NOT_OK(builder_->AppendNull());
      } else {
        ARROW_ASSIGN_OR_RAISE(const bool fits, adder_.Add(builder_.get(), field));
        if (!fits) return row - from;
      }
    }
    return to - from;
  }

  arrow::Result<std::shared_ptr<arrow::Array>> Finish() override { return builder_->Finish(); }

 private:
  const std::unique_ptr<Builder> builder_;
  const NullTexts& nulls_;
  const Adder adder_;
  std::string scratch_;
};

}  // namespace quiver::csv
