#include "databases/sqlite/page_table.h"

#include <algorithm>

namespace quiver::sqlite {

arrow::Result<PageTable> PageTable::Open(const PageReader& pages, const DeclaredTable& declared) {
  PageTable table;
  table.pages = &pages;
  table.declared = &declared;
  table.layout = RecordLayout::Of(declared, pages.encoding());
  ARROW_ASSIGN_OR_RAISE(table.units, ReadOutline(pages, declared.root_page, table.layout.kind));
  return table;
}

RowScanner::RowScanner(const PageTable& table)
    : table_(table),
      scanner_(*table.pages, table.layout.kind),
      parser_(*table.pages, table.layout) {}

arrow::Status RowScanner::Seek(const RowPosition& from, uint32_t end_unit) {
  runs_.clear();
  run_ = 0;
  next_unit_ = from.unit;
  end_unit_ = end_unit;
  skip_ = from.skip;
  unit_open_ = next_unit_ < end_unit_;
  parser_.Restart(from.rows_before + 1);
  if (unit_open_) ARROW_RETURN_NOT_OK(scanner_.Open(table_.units[next_unit_++], from.child));
  return arrow::Status::OK();
}

arrow::Status RowScanner::Fill(CellBlock* block) {
  block->Clear();
  full_ = false;
  while (block->rows == 0 && !full_) {
    if (run_ == runs_.size()) {
      ARROW_ASSIGN_OR_RAISE(bool more, NextPiece());
      if (!more) break;
    }
    ARROW_RETURN_NOT_OK(FillFromPiece(block));
  }
  return arrow::Status::OK();
}

arrow::Status RowScanner::FillFromPiece(CellBlock* block) {
  for (; run_ < runs_.size(); ++run_) {
    const CellRun& run = runs_[run_];
    cell_ = std::max(cell_, run.begin);
    const int skipped = std::min(skip_, run.end - cell_);
    cell_ += skipped;
    skip_ -= skipped;
    ARROW_ASSIGN_OR_RAISE(cell_, parser_.Parse(run, cell_, block));
    if (cell_ < run.end) {
      full_ = true;
      return arrow::Status::OK();
    }
    cell_ = 0;
  }
  return arrow::Status::OK();
}

// The next piece, of this unit or a later one. False at the end.
arrow::Result<bool> RowScanner::NextPiece() {
  run_ = 0;
  cell_ = 0;
  for (;;) {
    runs_.clear();
    if (!unit_open_) return false;
    ARROW_ASSIGN_OR_RAISE(bool more, scanner_.NextPiece(&runs_));
    if (more) return true;
    unit_open_ = next_unit_ < end_unit_;
    if (unit_open_) ARROW_RETURN_NOT_OK(scanner_.Open(table_.units[next_unit_++]));
  }
}

}  // namespace quiver::sqlite
