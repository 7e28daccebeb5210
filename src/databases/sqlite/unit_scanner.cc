#include "databases/sqlite/unit_scanner.h"

#include <algorithm>

namespace quiver::sqlite {
namespace {

// SQLite's xRead is made for less than 128 KiB; half of it keeps the piece and the rows that are
// made of it in the second-level cache, and larger reads were not faster.
constexpr uint32_t kPieceBytes = 65536;

size_t WithPadding(size_t bytes) { return bytes + CellBlock::kReadableBeyond; }

}  // namespace

UnitScanner::UnitScanner(const PageReader& pages, TreeKind kind)
    : pages_(pages),
      kind_(kind),
      pages_per_piece_(static_cast<int>(std::max(kPieceBytes / pages.page_size(), 1u))),
      unit_buffer_(WithPadding(pages.page_size())),
      separator_buffer_(WithPadding(kind == TreeKind::kIndex ? pages.page_size() : 0)) {}

arrow::Status UnitScanner::Open(const TreeUnit& unit, int first_child) {
  unit_ = unit;
  next_child_ = first_child;
  children_.clear();
  ARROW_RETURN_NOT_OK(pages_.Read(unit.page, 1, unit_buffer_.data()));
  ARROW_ASSIGN_OR_RAISE(
      unit_page_, TreePage::Parse(unit_buffer_.data(), unit.page, pages_.usable_size(), kind_));
  if (unit_page_.is_leaf()) {
    children_.push_back(unit.page);
    return arrow::Status::OK();
  }
  children_.reserve(unit_page_.num_cells() + 1);
  for (int i = 0; i <= unit_page_.num_cells(); ++i) {
    ARROW_ASSIGN_OR_RAISE(uint32_t child, unit_page_.Child(i));
    children_.push_back(child);
  }
  const size_t pages_at_once = std::min<size_t>(children_.size(), pages_per_piece_);
  piece_buffer_.resize(
      std::max(piece_buffer_.size(), WithPadding(pages_at_once * pages_.page_size())));
  return arrow::Status::OK();
}

arrow::Result<bool> UnitScanner::NextPiece(std::vector<CellRun>* runs) {
  runs->clear();
  if (next_child_ >= num_children()) return false;
  if (unit_page_.is_leaf()) {
    runs->push_back({unit_page_, 0, unit_page_.num_cells(), 0});
    next_child_ = 1;
    ARROW_RETURN_NOT_OK(AddSeparator(runs));
    return true;
  }
  const int begin = next_child_;
  const int end = std::min(begin + pages_per_piece_, num_children());
  ARROW_RETURN_NOT_OK(ReadChildren(begin, end));
  for (int i = begin; i < end; ++i) {
    const uint8_t* bytes =
        piece_buffer_.data() + static_cast<size_t>(i - begin) * pages_.page_size();
    ARROW_ASSIGN_OR_RAISE(TreePage leaf,
                          TreePage::Parse(bytes, children_[i], pages_.usable_size(), kind_));
    if (!leaf.is_leaf()) return DamagedPage(children_[i], "an interior page where a leaf must be");
    runs->push_back({leaf, 0, leaf.num_cells(), i});
    if (kind_ == TreeKind::kIndex && i < unit_page_.num_cells()) {
      runs->push_back({unit_page_, i, i + 1, i});
    }
  }
  next_child_ = end;
  if (end == num_children()) ARROW_RETURN_NOT_OK(AddSeparator(runs));
  return true;
}

arrow::Status UnitScanner::ReadChildren(int begin, int end) {
  uint8_t* to = piece_buffer_.data();
  for (int i = begin; i < end;) {
    uint32_t count = 1;
    while (i + static_cast<int>(count) < end && children_[i + count] == children_[i] + count) {
      ++count;
    }
    ARROW_RETURN_NOT_OK(pages_.Read(children_[i], count, to));
    to += static_cast<size_t>(count) * pages_.page_size();
    i += static_cast<int>(count);
  }
  return arrow::Status::OK();
}

arrow::Status UnitScanner::AddSeparator(std::vector<CellRun>* runs) {
  if (unit_.separator_page == 0) return arrow::Status::OK();
  ARROW_RETURN_NOT_OK(pages_.Read(unit_.separator_page, 1, separator_buffer_.data()));
  ARROW_ASSIGN_OR_RAISE(
      TreePage page,
      TreePage::Parse(separator_buffer_.data(), unit_.separator_page, pages_.usable_size(), kind_));
  const int cell = unit_.separator_cell;
  runs->push_back({page, cell, cell + 1, num_children() - 1});
  return arrow::Status::OK();
}

}  // namespace quiver::sqlite
