#pragma once

#include <vector>

#include <arrow/status.h>

#include "databases/sqlite/cell_block.h"
#include "databases/sqlite/census.h"
#include "databases/sqlite/declared_table.h"

namespace quiver::sqlite {

/// Counts what the blocks of a stretch of one table hold, for both readers.
class BlockCensus {
 public:
  /// `block_columns`: where in a block each of the table's columns is; -1 for the rowid.
  BlockCensus(const DeclaredTable& table, std::vector<int> block_columns, TextEncoding encoding);

  /// Errors: IOError for serial types that no record may have.
  arrow::Status Add(const CellBlock& block);

  /// What was counted since the last call.
  std::vector<ColumnCensus> Take();

 private:
  arrow::Status AddColumn(const DeclaredColumn& column, int block_column, const CellBlock& block,
                          ColumnCensus* census);
  void AddDates(int block_column, const CellBlock& block, ColumnCensus* census) const;

  const DeclaredTable& table_;
  const std::vector<int> block_columns_;
  const TextEncoding encoding_;
  std::vector<ColumnCensus> columns_;
};

}  // namespace quiver::sqlite
