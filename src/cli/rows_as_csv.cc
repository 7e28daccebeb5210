#include <cstdio>
#include <string>

#include <arrow/array.h>

#include "cli/rows_output.h"
#include "quiver/value_text.h"

namespace quiver::cli {
namespace {

std::string Field(const std::string& text) {
  const bool plain = !text.empty() && text.find_first_of(",\"\r\n") == std::string::npos &&
                     text.front() != ' ' && text.back() != ' ';
  if (plain) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

void PrintLine(std::string line) {
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), stdout);
}

}  // namespace

void PrintRowsAsCsv(const FirstRows& rows) {
  std::string titles;
  for (int i = 0; i < rows.schema->num_fields(); ++i) {
    titles += (i == 0 ? "" : ",") + Field(rows.schema->field(i)->name());
  }
  PrintLine(std::move(titles));
  for (const auto& batch : rows.batches) {
    for (int64_t row = 0; row < batch->num_rows(); ++row) {
      std::string line;
      for (int i = 0; i < batch->num_columns(); ++i) {
        const arrow::Array& column = *batch->column(i);
        line += (i == 0 ? "" : ",") + (column.IsNull(row) ? "" : Field(ValueText(column, row)));
      }
      PrintLine(std::move(line));
    }
  }
}

}  // namespace quiver::cli
