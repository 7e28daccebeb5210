#include <unistd.h>

#include <cstdio>

#include <arrow/array.h>
#include <arrow/type_traits.h>
#include <fmt/format.h>

#include "cli/rows_output.h"
#include "cli/text_table.h"
#include "cli/visible_text.h"
#include "quiver/value_text.h"

namespace quiver::cli {
namespace {

constexpr int kWidestValue = 48;

bool IsNumber(const arrow::DataType& type) {
  return arrow::is_numeric(type.id()) || arrow::is_decimal(type.id());
}

std::string Cell(const arrow::Array& array, int64_t row) {
  const std::string text = VisibleText(ValueText(array, row));
  const bool looks_like_nothing = text.empty() || text == "NULL";
  if (looks_like_nothing && !array.IsNull(row)) return "'" + text + "'";
  return CutToWidth(text, kWidestValue);
}

}  // namespace

void PrintRowsAsTable(const FirstRows& rows) {
  std::vector<TextTable::Column> columns;
  for (const auto& field : rows.schema->fields()) {
    columns.push_back({CutToWidth(VisibleText(field->name()), kWidestValue),
                       IsNumber(*field->type()) ? Align::kRight : Align::kLeft});
  }
  TextTable text(std::move(columns));
  text.UnderlineTitles();
  for (const auto& batch : rows.batches) {
    for (int64_t row = 0; row < batch->num_rows(); ++row) {
      std::vector<std::string> cells;
      for (const auto& column : batch->columns()) cells.push_back(Cell(*column, row));
      text.AddRow(std::move(cells));
    }
  }
  fmt::print("{}", text.ToString());
}

}  // namespace quiver::cli
