#include "databases/sqlite/btree.h"

namespace quiver::sqlite {
namespace {

// With two children to a page, 31 levels hold more pages than a database can have.
constexpr int kMostLevels = 31;

constexpr uint8_t kIndexInterior = 2;
constexpr uint8_t kTableInterior = 5;
constexpr uint8_t kIndexLeaf = 10;
constexpr uint8_t kTableLeaf = 13;

class OutlineReader {
 public:
  OutlineReader(const PageReader& pages, TreeKind kind) : pages_(pages), kind_(kind) {}

  arrow::Result<std::vector<TreeUnit>> Read(uint32_t root) {
    ARROW_ASSIGN_OR_RAISE(int levels, InteriorLevels(root));
    if (levels == 0) {
      units_.push_back({root});
    } else {
      ARROW_RETURN_NOT_OK(Visit(root, levels));
    }
    return std::move(units_);
  }

 private:
  // All leaves of a sound tree have the same depth, so one way down tells it.
  arrow::Result<int> InteriorLevels(uint32_t root) {
    std::vector<uint8_t> buffer(pages_.page_size());
    uint32_t page = root;
    for (int levels = 0; levels < kMostLevels; ++levels) {
      ARROW_ASSIGN_OR_RAISE(TreePage parsed, ReadPage(page, buffer.data()));
      if (parsed.is_leaf()) return levels;
      ARROW_ASSIGN_OR_RAISE(page, parsed.Child(0));
    }
    return DamagedPage(root, "the tree below it has no end");
  }

  arrow::Status Visit(uint32_t page, int level) {
    if (++visited_ > pages_.page_count()) {
      return DamagedPage(page, "the tree has more pages than the database");
    }
    if (level == 1) {
      units_.push_back({page});
      return arrow::Status::OK();
    }
    std::vector<uint8_t> buffer(pages_.page_size());
    ARROW_ASSIGN_OR_RAISE(TreePage parsed, ReadPage(page, buffer.data()));
    if (parsed.is_leaf()) return DamagedPage(page, "a leaf where an interior page must be");
    for (int i = 0; i <= parsed.num_cells(); ++i) {
      ARROW_ASSIGN_OR_RAISE(uint32_t child, parsed.Child(i));
      ARROW_RETURN_NOT_OK(Visit(child, level - 1));
      if (kind_ == TreeKind::kIndex && i < parsed.num_cells()) {
        units_.back().separator_page = page;
        units_.back().separator_cell = i;
      }
    }
    return arrow::Status::OK();
  }

  arrow::Result<TreePage> ReadPage(uint32_t page, uint8_t* buffer) {
    ARROW_RETURN_NOT_OK(pages_.Read(page, 1, buffer));
    return TreePage::Parse(buffer, page, pages_.usable_size(), kind_);
  }

  const PageReader& pages_;
  const TreeKind kind_;
  uint32_t visited_ = 0;
  std::vector<TreeUnit> units_;
};

}  // namespace

arrow::Result<TreePage> TreePage::Parse(const uint8_t* bytes, uint32_t number, uint32_t usable_size,
                                        TreeKind kind) {
  const uint8_t* header = bytes + (number == 1 ? DatabaseHeader::kBytes : 0);
  TreePage page;
  const bool table = kind == TreeKind::kTable;
  if (header[0] == (table ? kTableLeaf : kIndexLeaf)) {
    page.leaf_ = true;
  } else if (header[0] != (table ? kTableInterior : kIndexInterior)) {
    return DamagedPage(number, "not a page of this table's b-tree");
  }
  page.bytes_ = bytes;
  page.number_ = number;
  page.usable_size_ = usable_size;
  page.num_cells_ = LoadBig16(header + 3);
  page.pointers_ = header + (page.leaf_ ? 8 : 12);
  page.right_most_child_ = page.leaf_ ? 0 : LoadBig32(header + 8);
  page.cells_from_ = static_cast<uint32_t>(page.pointers_ - bytes) + 2 * page.num_cells_;
  if (page.cells_from_ > usable_size) return DamagedPage(number, "more cells than fit a page");
  return page;
}

arrow::Result<uint32_t> TreePage::Child(int index) const {
  if (index == num_cells_) return right_most_child_;
  const uint8_t* at = cell(index);
  if (at == nullptr) return DamagedPage(number_, "a cell outside of the page");
  return LoadBig32(at);
}

arrow::Result<std::vector<TreeUnit>> ReadOutline(const PageReader& pages, uint32_t root,
                                                 TreeKind kind) {
  return OutlineReader(pages, kind).Read(root);
}

}  // namespace quiver::sqlite
