#pragma once

#include <cstdint>
#include <vector>

#include <arrow/result.h>
#include <arrow/status.h>

#include "databases/sqlite/btree.h"
#include "databases/sqlite/page_reader.h"

namespace quiver::sqlite {

/// Cells of one page that follow each other in key order.
struct CellRun {
  TreePage page;
  int begin = 0;
  int end = 0;
  /// Which child of the unit it belongs to; the row of an interior cell belongs to the child
  /// before it.
  int child = 0;
};

/// Reads the pages of one unit after the other, in key order, in pieces of some sixteen pages:
/// neighbours on disk are read with one call, and the rows of a piece fit the second-level cache.
class UnitScanner {
 public:
  UnitScanner(const PageReader& pages, TreeKind kind);

  /// Starts with the leaf below child `first_child` of the unit.
  arrow::Status Open(const TreeUnit& unit, int first_child = 0);

  /// The next piece's rows. The runs' pages are valid until the next call. False at the unit's end.
  arrow::Result<bool> NextPiece(std::vector<CellRun>* runs);

  /// After Open: 1 where the unit is a leaf.
  int num_children() const { return static_cast<int>(children_.size()); }

 private:
  arrow::Status ReadChildren(int begin, int end);
  arrow::Status AddSeparator(std::vector<CellRun>* runs);

  const PageReader& pages_;
  const TreeKind kind_;
  const int pages_per_piece_;
  TreeUnit unit_;
  TreePage unit_page_;
  int next_child_ = 0;
  std::vector<uint32_t> children_;
  std::vector<uint8_t> unit_buffer_;
  std::vector<uint8_t> separator_buffer_;
  std::vector<uint8_t> piece_buffer_;
};

}  // namespace quiver::sqlite
