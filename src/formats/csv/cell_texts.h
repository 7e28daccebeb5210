#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>
#include <vector>

namespace quiver::csv {

/// The texts of some cells of one column, one after the other. A short text may be copied as kSlack
/// bytes.
class CellTexts {
 public:
  static constexpr size_t kSlack = 16;

  void Clear() {
    used_ = 0;
    ends_.clear();
  }

  /// Room for `cells` more cells, with `bytes` of text in all.
  void Reserve(size_t cells, size_t bytes) {
    ends_.reserve(ends_.size() + cells);
    ReserveBytes(bytes);
  }
  void ReserveBytes(size_t bytes) {
    const size_t wanted = used_ + bytes + kSlack;
    if (text_.size() < wanted) text_.resize(2 * wanted);
  }

  /// Where the next text is to be written, in room that was reserved; `End` ends the cell.
  char* next() { return text_.data() + used_; }
  void End(char* behind) {
    used_ = static_cast<size_t>(behind - text_.data());
    ends_.push_back(used_);
  }

  /// NULL is an empty text without quotes.
  void AddNull() { ends_.push_back(used_); }
  void Add(std::string_view text) {
    ReserveBytes(text.size());
    std::memcpy(next(), text.data(), text.size());
    End(next() + text.size());
  }

  size_t size() const { return used_; }
  std::string_view cell(size_t i) const {
    const size_t begin = i == 0 ? 0 : ends_[i - 1];
    return {text_.data() + begin, ends_[i] - begin};
  }

 private:
  std::vector<char> text_ = std::vector<char>(kSlack);
  size_t used_ = 0;
  std::vector<size_t> ends_;
};

}  // namespace quiver::csv
