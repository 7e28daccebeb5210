#include "databases/sqlite/record.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "databases/sqlite/byte_order.h"
#include "databases/sqlite/utf16.h"

namespace quiver::sqlite {
namespace {

uint32_t MaxLocal(uint32_t usable, TreeKind kind) {
  return kind == TreeKind::kTable ? usable - 35 : (usable - 12) * 64 / 255 - 23;
}

uint32_t MinLocal(uint32_t usable) { return (usable - 12) * 32 / 255 - 23; }

// Longer values can't be held in 32 bits of serial type; the same bound keeps sums from
// overflowing.
constexpr uint64_t kLongestSerialType = 0xffffffff;

RecordLayout::Missing Stored(const DeclaredColumn::Value& value, TextEncoding encoding) {
  using Class = DeclaredColumn::Value::Class;
  RecordLayout::Missing missing;
  switch (value.storage_class) {
    case Class::kNull:
      break;
    case Class::kInteger:
      missing.type = serial::kInteger64;
      missing.bytes.resize(8);
      StoreBig64(static_cast<uint64_t>(value.integer), missing.bytes.data());
      break;
    case Class::kReal:
      missing.type = serial::kReal;
      missing.bytes.resize(8);
      StoreBig64(std::bit_cast<uint64_t>(value.real), missing.bytes.data());
      break;
    case Class::kText:
      missing.bytes = EncodeText(value.bytes, encoding);
      missing.type = serial::kFirstText + 2 * static_cast<uint32_t>(missing.bytes.size());
      break;
    case Class::kBlob:
      missing.bytes.assign(value.bytes.begin(), value.bytes.end());
      missing.type = serial::kFirstBlob + 2 * static_cast<uint32_t>(missing.bytes.size());
      break;
  }
  missing.bytes.resize(missing.bytes.size() + CellBlock::kReadableBeyond);
  return missing;
}

}  // namespace

RecordLayout RecordLayout::Of(const DeclaredTable& table, TextEncoding encoding) {
  RecordLayout layout;
  layout.kind = table.kind == DeclaredTable::Kind::kRowid ? TreeKind::kTable : TreeKind::kIndex;
  layout.columns = table.record_columns;
  layout.missing.resize(table.record_columns);
  for (Missing& missing : layout.missing) missing.bytes.resize(CellBlock::kReadableBeyond);
  for (const DeclaredColumn& column : table.columns) {
    if (column.record_index < 0) continue;
    layout.missing[column.record_index] = Stored(column.missing_value, encoding);
  }
  return layout;
}

RecordParser::RecordParser(const PageReader& pages, const RecordLayout& layout,
                           std::vector<bool> texts_wanted)
    : pages_(pages),
      layout_(layout),
      texts_wanted_(std::move(texts_wanted)),
      overflow_(pages),
      max_local_(MaxLocal(pages.usable_size(), layout.kind)),
      min_local_(MinLocal(pages.usable_size())) {}

void RecordParser::Restart(int64_t next_ordinal) {
  first_row_ = true;
  next_ordinal_ = next_ordinal;
}

arrow::Result<int> RecordParser::Parse(const CellRun& run, int begin, CellBlock* block) {
  const bool table = layout_.kind == TreeKind::kTable;
  const int child_bytes = run.page.is_leaf() ? 0 : 4;
  const uint8_t* const page_end = run.page.end();
  int cell = begin;
  for (; cell < run.end; ++cell) {
    const uint8_t* at = run.page.cell(cell);
    if (at == nullptr) return DamagedPage(run.page.number(), "a cell outside of the page");
    uint64_t size;
    at = ReadVarint(at + child_bytes, &size);
    if (!block->Accepts(static_cast<int64_t>(size))) break;
    int64_t row_id;
    if (table) {
      uint64_t bits;
      at = ReadVarint(at, &bits);
      row_id = static_cast<int64_t>(bits);
      if (row_id <= last_row_id_ && !first_row_) [[unlikely]] {
        return DamagedPage(run.page.number(), "rowids that do not ascend");
      }
      last_row_id_ = row_id;
      first_row_ = false;
    } else {
      row_id = next_ordinal_++;
    }
    if (size <= max_local_) [[likely]] {
      if (at + size > page_end) return DamagedPage(run.page.number(), "a cell beyond its end");
    } else {
      // Every payload is in the file, so none is larger than it.
      if (size >= uint64_t{pages_.page_count()} * pages_.page_size() || size >= INT32_MAX) {
        return DamagedPage(run.page.number(), "a row larger than the database");
      }
      const uint32_t wish = min_local_ + (size - min_local_) % (pages_.usable_size() - 4);
      const uint32_t local = wish <= max_local_ ? wish : min_local_;
      if (at + local + 4 > page_end) return DamagedPage(run.page.number(), "a cell beyond its end");
      ARROW_ASSIGN_OR_RAISE(at, Assemble(at, local, static_cast<uint32_t>(size), block));
    }
    block->row_ids[block->rows] = row_id;
    ARROW_RETURN_NOT_OK(AddRecord(at, static_cast<uint32_t>(size), run, block));
  }
  return cell;
}

// Reads up to nine bytes beyond the record before it finds that they aren't its own; the padding of
// every buffer allows that, and nothing read there is believed.
arrow::Status RecordParser::AddRecord(const uint8_t* payload, uint32_t size, const CellRun& run,
                                      CellBlock* block) {
  const auto damaged = [&] { return DamagedPage(run.page.number(), "a malformed record"); };
  uint64_t header_size;
  const uint8_t* type_at = ReadVarint(payload, &header_size);
  if (header_size > size || type_at > payload + header_size) return damaged();
  const uint8_t* const types_end = payload + header_size;
  const uint8_t* value = types_end;
  const size_t stride = block->capacity;
  SerialType* types = block->types(0) + block->rows;
  const uint8_t** values = block->values(0) + block->rows;
  const uint8_t* const payload_end = payload + size;
  int column = 0;
  for (; column < layout_.columns && type_at < types_end; ++column) {
    SerialType type = *type_at++;
    if (type >= 0x80) [[unlikely]] {
      uint64_t wide;
      type_at = ReadLongVarint(type_at - 1, &wide);
      if (wide > kLongestSerialType) return damaged();
      type = static_cast<SerialType>(wide);
      // Bounded here, so that `value` can't run away.
      if (serial::ByteLength(type) > size) return damaged();
    }
    *types = type;
    *values = value;
    types += stride;
    values += stride;
    value += serial::ByteLength(type);
  }
  // A header may go on (columns that the table lost); when it doesn't, the values end with the
  // payload.
  if (type_at > types_end || value > payload_end ||
      (type_at == types_end && value != payload_end)) {
    return damaged();
  }
  for (; column < layout_.columns; ++column) {
    *types = layout_.missing[column].type;
    *values = layout_.missing[column].bytes.data();
    types += stride;
    values += stride;
  }
  ++block->rows;
  block->bytes += size + block->bytes_per_row;
  return arrow::Status::OK();
}

// Puts together what the cell holds and what its overflow pages hold.
arrow::Result<const uint8_t*> RecordParser::Assemble(const uint8_t* local, uint32_t local_size,
                                                     uint32_t size, CellBlock* block) {
  const uint32_t wanted = std::max(BytesWanted(local, local_size, size), local_size);
  uint8_t* const payload = block->Own(wanted);
  std::memcpy(payload, local, local_size);
  ARROW_RETURN_NOT_OK(overflow_.Copy(LoadBig32(local + local_size), wanted - local_size,
                                     /*whole=*/wanted == size, payload + local_size));
  return payload;
}

// How much of the payload, from its beginning, holds all the values that somebody will look at.
uint32_t RecordParser::BytesWanted(const uint8_t* local, uint32_t local_size, uint32_t size) const {
  uint64_t header_size;
  const uint8_t* type_at = ReadVarint(local, &header_size);
  if (texts_wanted_.empty() || header_size > local_size) return size;
  const uint8_t* const types_end = local + header_size;
  uint64_t end = header_size;
  uint64_t wanted = header_size;
  for (int column = 0; column < layout_.columns && type_at < types_end; ++column) {
    uint64_t type;
    type_at = ReadVarint(type_at, &type);
    if (type > kLongestSerialType) return size;  // malformed, as AddRecord will find
    end += serial::ByteLength(static_cast<SerialType>(type));
    if (type < serial::kFirstBlob || texts_wanted_[column]) wanted = end;
  }
  return static_cast<uint32_t>(std::min<uint64_t>(wanted, size));
}

}  // namespace quiver::sqlite
