#include "databases/sqlite/block_census.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "databases/sqlite/iso8601.h"
#include "databases/sqlite/misfit.h"

namespace quiver::sqlite {
namespace {

ColumnCensus::Class ClassOf(SerialType type, bool integers_are_reals) {
  if (type == serial::kNull) return ColumnCensus::kNull;
  if (type >= serial::kFirstBlob) {
    return (type & 1) != 0 ? ColumnCensus::kText : ColumnCensus::kBlob;
  }
  return type == serial::kReal || integers_are_reals ? ColumnCensus::kReal : ColumnCensus::kInteger;
}

// One pass without branches, which the compiler turns into vector instructions.
struct TypeCounts {
  uint32_t nulls = 0;
  uint32_t reals = 0;
  uint32_t texts = 0;
  uint32_t blobs = 0;
  uint32_t reserved = 0;
  uint32_t wide_integers = 0;
  uint64_t bytes = 0;

  TypeCounts(const SerialType* types, int count) {
    for (int i = 0; i < count; ++i) {
      const SerialType type = types[i];
      const uint32_t stored = type >= serial::kFirstBlob ? 1 : 0;
      nulls += type == serial::kNull;
      reals += type == serial::kReal;
      texts += stored & type;
      blobs += stored & ~type;
      reserved += (type | 1) == 11;
      wide_integers += type == serial::kInteger64;
    }
    if (texts + blobs == 0) return;
    for (int i = 0; i < count; ++i) {
      bytes += types[i] >= serial::kFirstBlob ? (types[i] - serial::kFirstBlob) / 2 : 0;
    }
  }
};

void AddIntegerRange(const SerialType* types, const uint8_t* const* values, int count,
                     ColumnCensus* census) {
  int64_t least = census->min_integer;
  int64_t most = census->max_integer;
  for (int i = 0; i < count; ++i) {
    if (!serial::IsInteger(types[i])) continue;
    const int64_t value = serial::ReadInteger(types[i], values[i]);
    least = std::min(least, value);
    most = std::max(most, value);
  }
  census->min_integer = least;
  census->max_integer = most;
}

void AddBeyondDouble(const CellBlock& block, const SerialType* types, const uint8_t* const* values,
                     ColumnCensus* census) {
  for (int i = 0; i < block.rows; ++i) {
    if (types[i] != serial::kInteger64) continue;
    if (FitsDouble(serial::ReadInteger(types[i], values[i]))) continue;
    ++census->integers_beyond_double;
    if (census->first_beyond_double.size() < ColumnCensus::kFirstRows) {
      census->first_beyond_double.push_back(block.row_ids[i]);
    }
  }
}

void KeepFirstRows(const CellBlock& block, const SerialType* types, bool integers_are_reals,
                   ColumnCensus::Class wanted, std::vector<int64_t>* first_rows) {
  for (int i = 0; i < block.rows && first_rows->size() < ColumnCensus::kFirstRows; ++i) {
    if (ClassOf(types[i], integers_are_reals) == wanted) first_rows->push_back(block.row_ids[i]);
  }
}

}  // namespace

BlockCensus::BlockCensus(const DeclaredTable& table, std::vector<int> block_columns,
                         TextEncoding encoding)
    : table_(table),
      block_columns_(std::move(block_columns)),
      encoding_(encoding),
      columns_(table.columns.size()) {}

arrow::Status BlockCensus::Add(const CellBlock& block) {
  for (size_t i = 0; i < columns_.size(); ++i) {
    ARROW_RETURN_NOT_OK(AddColumn(table_.columns[i], block_columns_[i], block, &columns_[i]));
  }
  return arrow::Status::OK();
}

arrow::Status BlockCensus::AddColumn(const DeclaredColumn& column, int block_column,
                                     const CellBlock& block, ColumnCensus* census) {
  auto& count = census->count;
  if (block_column < 0) {
    if (block.rows == 0) return arrow::Status::OK();
    count[ColumnCensus::kInteger] += block.rows;
    const auto [least, most] =
        std::minmax_element(block.row_ids.begin(), block.row_ids.begin() + block.rows);
    census->min_integer = std::min(census->min_integer, *least);
    census->max_integer = std::max(census->max_integer, *most);
    return arrow::Status::OK();
  }
  const SerialType* types = block.types(block_column);
  const uint8_t* const* values = block.values(block_column);
  const TypeCounts found(types, block.rows);
  if (found.reserved > 0) {
    return arrow::Status::IOError("column \"", column.name,
                                  "\": a record with a reserved serial type: the database is "
                                  "damaged (PRAGMA integrity_check tells more)");
  }
  const bool integers_are_reals = column.affinity == Affinity::kReal;
  const uint32_t integers = block.rows - found.nulls - found.reals - found.texts - found.blobs;
  const std::array<uint32_t, ColumnCensus::kNumClasses> here = {
      found.nulls, integers_are_reals ? 0 : integers,
      found.reals + (integers_are_reals ? integers : 0), found.texts, found.blobs};
  census->stored_bytes += static_cast<int64_t>(found.bytes);
  if (integers > 0 && !integers_are_reals) AddIntegerRange(types, values, block.rows, census);
  if (found.wide_integers > 0 && !integers_are_reals) {
    AddBeyondDouble(block, types, values, census);
  }
  if (found.texts > 0 && WantsDates(column)) AddDates(block_column, block, census);
  for (int c = 0; c < ColumnCensus::kNumClasses; ++c) {
    count[c] += here[c];
    auto& first_rows = census->first_rows[c];
    if (here[c] > 0 && first_rows.size() < ColumnCensus::kFirstRows) {
      KeepFirstRows(block, types, integers_are_reals, static_cast<ColumnCensus::Class>(c),
                    &first_rows);
    }
  }
  return arrow::Status::OK();
}

void BlockCensus::AddDates(int block_column, const CellBlock& block, ColumnCensus* census) const {
  const SerialType* types = block.types(block_column);
  const uint8_t* const* values = block.values(block_column);
  std::string buffer;
  for (int i = 0; i < block.rows; ++i) {
    if (!serial::IsText(types[i])) continue;
    int64_t instant;
    switch (ParseIso8601(TextAsUtf8(encoding_, types[i], values[i], &buffer), &instant)) {
      case Iso8601::kDate:
        ++census->dates;
        break;
      case Iso8601::kTimestamp:
        ++census->timestamps;
        break;
      case Iso8601::kTimestampUtc:
        ++census->timestamps_utc;
        break;
      case Iso8601::kNone:
        break;
    }
  }
}

std::vector<ColumnCensus> BlockCensus::Take() {
  return std::exchange(columns_, std::vector<ColumnCensus>(table_.columns.size()));
}

}  // namespace quiver::sqlite
