#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <arrow/result.h>
#include <arrow/status.h>

#include "databases/sqlite/cell_block.h"
#include "databases/sqlite/census.h"
#include "databases/sqlite/declared_table.h"

namespace quiver::sqlite {

/// Rows, a block at a time. One thread at a time.
class BlockSource {
 public:
  virtual ~BlockSource() = default;

  /// Clears `block` and adds rows as far as it accepts them; none at the end. May stop before the
  /// block is full. The rows live until the next call.
  virtual arrow::Status Fill(CellBlock* block) = 0;

  /// Whether the last Fill stopped because the block did not accept the next row.
  virtual bool full() const = 0;
};

/// A table whose rows have been counted: what both ways of reading (pages, API) make of one.
/// Threads: all methods from any thread.
class CountedTable {
 public:
  virtual ~CountedTable() = default;

  virtual const DeclaredTable& declared() const = 0;
  virtual const std::vector<ColumnCensus>& census() const = 0;
  virtual int64_t num_rows() const = 0;

  virtual int64_t num_partitions() const = 0;
  virtual int64_t rows_in(int64_t partition) const = 0;
  /// From the partition's first row on; it may go on behind the last one.
  virtual arrow::Result<std::unique_ptr<BlockSource>> Open(int64_t partition) const = 0;

  /// Columns of the blocks, and where each column of the table is in them; -1 for the rowid.
  virtual int block_width() const = 0;
  virtual std::vector<int> block_columns() const = 0;
  /// How the texts in blocks are encoded.
  virtual TextEncoding encoding() const = 0;
  /// Blocks have rowids, not ordinals.
  virtual bool rows_have_ids() const = 0;
};

}  // namespace quiver::sqlite
