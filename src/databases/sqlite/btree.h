#pragma once

#include <cstdint>
#include <vector>

#include <arrow/result.h>
#include <arrow/status.h>

#include "databases/sqlite/byte_order.h"
#include "databases/sqlite/page_reader.h"

namespace quiver::sqlite {

/// Tables with rowids are table b-trees: rows in leaves only. Tables WITHOUT ROWID are index
/// b-trees: interior pages hold rows, too, each standing between two children.
enum class TreeKind { kTable, kIndex };

/// One b-tree page, not copied (https://www.sqlite.org/fileformat2.html, section 1.6):
///
///   [100 bytes of database header, on page 1 only]
///   type: 1 | first freeblock: 2 | cells: 2 | content start: 2 | fragments: 1 | right-most child:
///   4, interior only cell pointers: 2 each, in key order
///   ... free space ... cells ... reserved bytes
///
/// An interior cell begins with the page number of its left child: 4.
class TreePage {
 public:
  /// Checks type and cell count, not the cells. Errors: IOError naming the page.
  static arrow::Result<TreePage> Parse(const uint8_t* bytes, uint32_t number, uint32_t usable_size,
                                       TreeKind kind);

  uint32_t number() const { return number_; }
  bool is_leaf() const { return leaf_; }
  int num_cells() const { return num_cells_; }
  const uint8_t* end() const { return bytes_ + usable_size_; }

  /// Where cell `index` begins; null when the cell pointer points outside of the cell area.
  const uint8_t* cell(int index) const {
    const uint32_t offset = LoadBig16(pointers_ + 2 * index);
    return offset >= cells_from_ && offset + 4 <= usable_size_ ? bytes_ + offset : nullptr;
  }

  /// Children of an interior page: 0 … num_cells(), the last one being the right-most child.
  arrow::Result<uint32_t> Child(int index) const;

 private:
  const uint8_t* bytes_ = nullptr;
  const uint8_t* pointers_ = nullptr;
  uint32_t number_ = 0;
  uint32_t usable_size_ = 0;
  uint32_t cells_from_ = 0;
  uint32_t right_most_child_ = 0;
  int num_cells_ = 0;
  bool leaf_ = false;
};

/// A stretch of a table that is read in one go, and the unit in which work is shared out: one
/// interior page right above the leaves, with its leaves; or the root, where that is a leaf.
struct TreeUnit {
  uint32_t page = 0;
  /// Index b-trees: the cell of a higher page that holds the one row between this unit and the
  /// next.
  uint32_t separator_page = 0;
  int separator_cell = 0;
};

/// The units of the tree at `root`, in key order: twelve bytes for some hundred pages. Reads the
/// interior pages above the units only. Errors: IOError naming the page for trees that are too
/// deep or have more pages than the database.
arrow::Result<std::vector<TreeUnit>> ReadOutline(const PageReader& pages, uint32_t root,
                                                 TreeKind kind);

}  // namespace quiver::sqlite
