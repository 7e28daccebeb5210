#include "cli/text_table.h"

#include <algorithm>

#include "cli/visible_text.h"

namespace quiver::cli {

std::vector<int> TextTable::Widths() const {
  std::vector<int> widths;
  for (const Column& column : columns_) widths.push_back(DisplayWidth(column.title));
  for (const auto& row : rows_) {
    for (size_t i = 0; i < widths.size(); ++i)
      widths[i] = std::max(widths[i], DisplayWidth(row[i]));
  }
  return widths;
}

std::string TextTable::Line(const std::vector<std::string>& cells,
                            const std::vector<int>& widths) const {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    const std::string padding(widths[i] - DisplayWidth(cells[i]), ' ');
    if (i > 0) line += "  ";
    line += columns_[i].align == Align::kRight ? padding + cells[i] : cells[i] + padding;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string TextTable::ToString() const {
  const std::vector<int> widths = Widths();
  std::vector<std::string> titles;
  std::vector<std::string> rules;
  for (size_t i = 0; i < columns_.size(); ++i) {
    titles.push_back(columns_[i].title);
    std::string rule;
    const int length = columns_[i].title.empty() ? 0 : widths[i];
    for (int column = 0; column < length; ++column) rule += "─";
    rules.push_back(std::move(rule));
  }
  std::string text = Line(titles, widths);
  if (underlined_) text += Line(rules, widths);
  for (const auto& row : rows_) text += Line(row, widths);
  return text;
}

}  // namespace quiver::cli
