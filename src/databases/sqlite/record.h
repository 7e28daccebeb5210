#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <arrow/result.h>
#include <arrow/status.h>

#include "databases/sqlite/cell_block.h"
#include "databases/sqlite/declared_table.h"
#include "databases/sqlite/overflow.h"
#include "databases/sqlite/page_reader.h"
#include "databases/sqlite/unit_scanner.h"

namespace quiver::sqlite {

/// What a record of one table looks like, as far as its pages don't say so themselves.
struct RecordLayout {
  TreeKind kind = TreeKind::kTable;
  int columns = 0;
  /// For records that are shorter than the table: the value of each record column that is missing,
  /// stored as a record would (texts in the database's encoding).
  struct Missing {
    SerialType type = serial::kNull;
    std::vector<uint8_t> bytes;  // padded by CellBlock::kReadableBeyond
  };
  std::vector<Missing> missing;

  static RecordLayout Of(const DeclaredTable& table, TextEncoding encoding);
};

/// Reads cells and their records (https://www.sqlite.org/fileformat2.html, sections 1.6 and 2.1):
///
///   [left child: 4, index interior] payload size: varint | rowid: varint, table leaves | payload |
///   [first overflow page: 4] payload = header size: varint | serial types: varints | values
///
/// into a CellBlock. One for each thread.
class RecordParser {
 public:
  /// `texts_wanted`: for each record column, whether the bytes of its texts and blobs will be
  /// looked at; empty for all. Those not wanted may be missing where a row has overflow pages, so
  /// that a census need not read every large value.
  RecordParser(const PageReader& pages, const RecordLayout& layout,
               std::vector<bool> texts_wanted = {});

  /// Forgets the last rowid and sets the next ordinal: for a new stretch of the table.
  void Restart(int64_t next_ordinal);

  /// Adds the run's cells from `begin` on until the block is full; returns the first cell that was
  /// not added. Errors: IOError naming the page for anything that a sound page can't hold, which
  /// includes rowids that do not ascend: that also ends every walk in circles.
  arrow::Result<int> Parse(const CellRun& run, int begin, CellBlock* block);

 private:
  arrow::Status AddRecord(const uint8_t* payload, uint32_t size, const CellRun& run,
                          CellBlock* block);
  arrow::Result<const uint8_t*> Assemble(const uint8_t* local, uint32_t local_size, uint32_t size,
                                         CellBlock* block);
  uint32_t BytesWanted(const uint8_t* local, uint32_t local_size, uint32_t size) const;

  const PageReader& pages_;
  const RecordLayout& layout_;
  const std::vector<bool> texts_wanted_;
  OverflowReader overflow_;
  // The most payload bytes that a cell holds itself, and how many it keeps when it overflows.
  const uint32_t max_local_;
  const uint32_t min_local_;
  bool first_row_ = true;
  int64_t last_row_id_ = 0;
  int64_t next_ordinal_ = 1;
};

}  // namespace quiver::sqlite
