#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "databases/sqlite/block_source.h"
#include "databases/sqlite/cell_block.h"
#include "databases/sqlite/column_builder.h"
#include "databases/sqlite/column_form.h"
#include "quiver/source.h"

namespace quiver::sqlite {

/// What happens to the values that do not fit, done to a block before its columns are built. Costs
/// nothing for columns where the census found no such value.
class RowPolicy {
 public:
  RowPolicy(std::vector<ColumnReading> columns, const std::vector<ColumnDecision>& decisions,
            OnTypeMismatch on_mismatch);

  /// Applies the policy for the table's own stream: misfits become NULL, or their rows are removed.
  void Apply(CellBlock* block);

  /// Leaves only the rows that Apply would remove.
  void KeepOffenders(CellBlock* block);

  /// Some rows are quarantined.
  bool quarantines() const {
    return on_mismatch_ == OnTypeMismatch::kQuarantine && !suspects_.empty();
  }

  /// Why row `row` of the block is quarantined: `column "c": text 'abc' in a column of int64`.
  std::string Reason(const CellBlock& block, int row) const;

  const std::vector<ColumnReading>& columns() const { return columns_; }

 private:
  void NullMisfits(CellBlock* block) const;
  void FindOffenders(const CellBlock& block);
  void Keep(uint8_t wanted, CellBlock* block) const;

  const std::vector<ColumnReading> columns_;
  const OnTypeMismatch on_mismatch_;
  std::vector<int> suspects_;  // columns with misfits
  std::vector<uint8_t> offends_;
};

/// The columns of `table` as its readers need to know them.
std::vector<ColumnReading> ReadingsOf(const CountedTable& table,
                                      const std::vector<ColumnDecision>& decisions,
                                      OnTypeMismatch on_mismatch);

}  // namespace quiver::sqlite
