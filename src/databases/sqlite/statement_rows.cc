#include "databases/sqlite/statement_rows.h"

#include <bit>
#include <cstring>
#include <mutex>
#include <utility>

#include <sqlite3.h>

#include "databases/sqlite/byte_order.h"

namespace quiver::sqlite {

StatementRows::StatementRows(Snapshot& snapshot, Statement statement, bool first_is_row_id)
    : snapshot_(snapshot),
      statement_(std::move(statement)),
      first_column_(first_is_row_id ? 1 : 0),
      utf16_(snapshot.encoding() != TextEncoding::kUtf8) {}

StatementRows::~StatementRows() {
  std::lock_guard lock(snapshot_.mutex());
  statement_.reset();
}

arrow::Result<std::unique_ptr<StatementRows>> StatementRows::Open(Snapshot& snapshot,
                                                                  const std::string& sql,
                                                                  bool first_is_row_id) {
  std::unique_lock lock(snapshot.mutex());
  ARROW_ASSIGN_OR_RAISE(Statement statement, snapshot.connection().Prepare(sql));
  return std::unique_ptr<StatementRows>(
      new StatementRows(snapshot, std::move(statement), first_is_row_id));
}

TextEncoding StatementRows::EncodingOf(const Snapshot& snapshot) {
  if (snapshot.encoding() == TextEncoding::kUtf8) return TextEncoding::kUtf8;
  return std::endian::native == std::endian::little ? TextEncoding::kUtf16Le
                                                    : TextEncoding::kUtf16Be;
}

arrow::Status StatementRows::Fill(CellBlock* block) {
  block->Clear();
  full_ = false;
  std::lock_guard lock(snapshot_.mutex());
  while (!done_) {
    if (!row_waits_) {
      ARROW_ASSIGN_OR_RAISE(row_waits_, statement_->Step());
      done_ = !row_waits_;
      if (done_) break;
    }
    const int64_t payload = PayloadBytes();
    if (!block->Accepts(payload)) {
      full_ = true;
      break;
    }
    ARROW_RETURN_NOT_OK(AddRow(payload, block));
    row_waits_ = false;
  }
  return arrow::Status::OK();
}

int64_t StatementRows::PayloadBytes() const {
  sqlite3_stmt* const row = statement_->handle();
  int64_t bytes = 0;
  for (int i = first_column_, end = sqlite3_data_count(row); i < end; ++i) {
    switch (sqlite3_column_type(row, i)) {
      case SQLITE_NULL:
        break;
      case SQLITE_TEXT:
        bytes += utf16_ ? sqlite3_column_bytes16(row, i) : sqlite3_column_bytes(row, i);
        break;
      case SQLITE_BLOB:
        bytes += sqlite3_column_bytes(row, i);
        break;
      default:
        bytes += 8;
    }
  }
  return bytes;
}

arrow::Status StatementRows::AddRow(int64_t payload, CellBlock* block) {
  sqlite3_stmt* const row = statement_->handle();
  uint8_t* to = block->Own(payload);
  const auto copy = [&](const void* from, int bytes) {
    if (bytes > 0) std::memcpy(to, from, bytes);
    to += bytes;
  };
  for (int i = 0; i < block->columns; ++i) {
    const int column = i + first_column_;
    SerialType& type = block->types(i)[block->rows];
    block->values(i)[block->rows] = to;
    switch (sqlite3_column_type(row, column)) {
      case SQLITE_NULL:
        type = serial::kNull;
        break;
      case SQLITE_INTEGER:
        type = serial::kInteger64;
        StoreBig64(static_cast<uint64_t>(sqlite3_column_int64(row, column)), to);
        to += 8;
        break;
      case SQLITE_FLOAT:
        type = serial::kReal;
        StoreBig64(std::bit_cast<uint64_t>(sqlite3_column_double(row, column)), to);
        to += 8;
        break;
      case SQLITE_TEXT: {
        const void* text =
            utf16_ ? sqlite3_column_text16(row, column) : sqlite3_column_text(row, column);
        const int bytes =
            utf16_ ? sqlite3_column_bytes16(row, column) : sqlite3_column_bytes(row, column);
        if (text == nullptr) return arrow::Status::OutOfMemory("no memory for a text");
        type = serial::kFirstText + 2 * static_cast<SerialType>(bytes);
        copy(text, bytes);
        break;
      }
      default: {
        const void* blob = sqlite3_column_blob(row, column);
        const int bytes = sqlite3_column_bytes(row, column);
        if (blob == nullptr && bytes > 0) return arrow::Status::OutOfMemory("no memory for a blob");
        type = serial::kFirstBlob + 2 * static_cast<SerialType>(bytes);
        copy(blob, bytes);
      }
    }
  }
  ++ordinal_;
  block->row_ids[block->rows] = first_column_ == 1 ? sqlite3_column_int64(row, 0) : ordinal_;
  ++block->rows;
  block->bytes += payload + block->bytes_per_row;
  return arrow::Status::OK();
}

}  // namespace quiver::sqlite
