#pragma once

#include <cstdint>
#include <vector>

#include <arrow/result.h>

#include "databases/sqlite/block_source.h"
#include "databases/sqlite/btree.h"
#include "databases/sqlite/declared_table.h"
#include "databases/sqlite/page_reader.h"
#include "databases/sqlite/record.h"
#include "databases/sqlite/unit_scanner.h"

namespace quiver::sqlite {

/// A table that is read by pages: where its rows are, and how their records look.
struct PageTable {
  const PageReader* pages = nullptr;
  const DeclaredTable* declared = nullptr;
  RecordLayout layout;
  std::vector<TreeUnit> units;

  /// Errors name the page, not the table.
  static arrow::Result<PageTable> Open(const PageReader& pages, const DeclaredTable& declared);
};

/// A place between two rows of a table.
struct RowPosition {
  uint32_t unit = 0;
  /// Child of the unit, and the rows of that child (with the interior row behind it) to skip.
  int child = 0;
  int skip = 0;
  /// Rows of the table before this place.
  int64_t rows_before = 0;
};

/// The rows from any position of a table on, in key order.
class RowScanner : public BlockSource {
 public:
  explicit RowScanner(const PageTable& table);

  /// To the rows from `from` on, as far as the end of unit `end_unit - 1`.
  arrow::Status Seek(const RowPosition& from, uint32_t end_unit);

  arrow::Status Fill(CellBlock* block) override;
  bool full() const override { return full_; }

 private:
  arrow::Result<bool> NextPiece();
  arrow::Status FillFromPiece(CellBlock* block);

  const PageTable& table_;
  UnitScanner scanner_;
  RecordParser parser_;
  std::vector<CellRun> runs_;
  size_t run_ = 0;
  int cell_ = 0;
  uint32_t next_unit_ = 0;
  uint32_t end_unit_ = 0;
  bool unit_open_ = false;
  int skip_ = 0;
  bool full_ = false;
};

}  // namespace quiver::sqlite
