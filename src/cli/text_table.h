#pragma once

#include <cstdio>
#include <string>
#include <vector>

namespace quiver::cli {

enum class Align { kLeft, kRight };

/// Rows of visible text in aligned columns, two spaces apart.
class TextTable {
 public:
  struct Column {
    std::string title;
    Align align = Align::kLeft;
  };

  explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

  /// As many cells as there are columns.
  void AddRow(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  /// A line below the titles.
  void UnderlineTitles() { underlined_ = true; }
  /// With a line break after each row, no spaces at the ends of lines.
  std::string ToString() const;

 private:
  std::vector<int> Widths() const;
  std::string Line(const std::vector<std::string>& cells, const std::vector<int>& widths) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
  bool underlined_ = false;
};

}  // namespace quiver::cli
