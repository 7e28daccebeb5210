#include "databases/sqlite/row_policy.h"

#include <utility>

#include "databases/sqlite/misfit.h"

namespace quiver::sqlite {

RowPolicy::RowPolicy(std::vector<ColumnReading> columns,
                     const std::vector<ColumnDecision>& decisions, OnTypeMismatch on_mismatch)
    : columns_(std::move(columns)), on_mismatch_(on_mismatch) {
  for (size_t i = 0; i < decisions.size(); ++i) {
    if (decisions[i].mismatches > 0) suspects_.push_back(static_cast<int>(i));
  }
}

void RowPolicy::Apply(CellBlock* block) {
  if (suspects_.empty()) return;
  if (on_mismatch_ == OnTypeMismatch::kNull) NullMisfits(block);
  if (on_mismatch_ != OnTypeMismatch::kQuarantine) return;
  FindOffenders(*block);
  Keep(0, block);
}

void RowPolicy::KeepOffenders(CellBlock* block) {
  FindOffenders(*block);
  Keep(1, block);
}

std::string RowPolicy::Reason(const CellBlock& block, int row) const {
  std::string reason;
  for (int suspect : suspects_) {
    const ColumnReading& column = columns_[suspect];
    const SerialType type = block.types(column.block_column)[row];
    const uint8_t* value = block.values(column.block_column)[row];
    if (Fits(column, type, value)) continue;
    if (!reason.empty()) reason += "; ";
    reason += "column \"" + column.name + "\": " + DescribeMisfit(column, type, value);
  }
  return reason;
}

void RowPolicy::NullMisfits(CellBlock* block) const {
  for (int suspect : suspects_) {
    const ColumnReading& column = columns_[suspect];
    SerialType* types = block->types(column.block_column);
    const uint8_t* const* values = block->values(column.block_column);
    for (int row = 0; row < block->rows; ++row) {
      if (!Fits(column, types[row], values[row])) types[row] = serial::kNull;
    }
  }
}

void RowPolicy::FindOffenders(const CellBlock& block) {
  offends_.assign(block.rows, 0);
  for (int suspect : suspects_) {
    const ColumnReading& column = columns_[suspect];
    const SerialType* types = block.types(column.block_column);
    const uint8_t* const* values = block.values(column.block_column);
    for (int row = 0; row < block.rows; ++row) {
      if (!Fits(column, types[row], values[row])) offends_[row] = 1;
    }
  }
}

void RowPolicy::Keep(uint8_t wanted, CellBlock* block) const {
  int kept = 0;
  for (int row = 0; row < block->rows; ++row) {
    if (offends_[row] != wanted) continue;
    if (kept != row) {
      block->row_ids[kept] = block->row_ids[row];
      for (int column = 0; column < block->columns; ++column) {
        block->types(column)[kept] = block->types(column)[row];
        block->values(column)[kept] = block->values(column)[row];
      }
    }
    ++kept;
  }
  block->rows = kept;
}

std::vector<ColumnReading> ReadingsOf(const CountedTable& table,
                                      const std::vector<ColumnDecision>& decisions,
                                      OnTypeMismatch on_mismatch) {
  const std::vector<DeclaredColumn>& declared = table.declared().columns;
  const std::vector<int> block_columns = table.block_columns();
  std::vector<ColumnReading> columns(declared.size());
  for (size_t i = 0; i < columns.size(); ++i) {
    columns[i].name = declared[i].name;
    columns[i].form = decisions[i].form;
    columns[i].block_column = block_columns[i];
    columns[i].encoding = table.encoding();
    columns[i].convert_to_text =
        on_mismatch == OnTypeMismatch::kText && decisions[i].form == ColumnForm::kUtf8;
    columns[i].integers_are_reals = declared[i].affinity == Affinity::kReal;
    columns[i].rows_have_ids = table.rows_have_ids();
  }
  return columns;
}

}  // namespace quiver::sqlite
