// Whatever the pages of a database hold: rows or an error, never a crash, a hang or memory without
// bound.
//
// The input: page size exponent less 9 | reserved bytes | bit 0: WITHOUT ROWID, bits 1-2: encoding
// | root page | pages. make_sqlite_pages_corpus.py writes inputs of this form from real databases.

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

#include "databases/sqlite/counted_table_stream.h"
#include "databases/sqlite/memory_pages.h"
#include "databases/sqlite/page_counted_table.h"

namespace quiver::sqlite {
namespace {

constexpr size_t kPrefixBytes = 4;

DeclaredTable Declare(bool without_rowid, uint32_t root_page) {
  DeclaredTable table;
  table.kind = without_rowid ? DeclaredTable::Kind::kWithoutRowid : DeclaredTable::Kind::kRowid;
  table.name = "t";
  table.description.name.name = "t";
  table.root_page = root_page;
  const auto add = [&](const char* type) {
    DeclaredColumn column;
    column.name = "c" + std::to_string(table.columns.size());
    column.declared_type = type;
    column.affinity = AffinityOf(type, /*strict=*/false);
    column.record_index = table.record_columns++;
    column.missing_value.storage_class = DeclaredColumn::Value::Class::kText;
    column.missing_value.bytes = "missing";
    table.columns.push_back(std::move(column));
  };
  for (const char* type : {"INTEGER", "REAL", "TEXT", "BLOB", "DATE", "TIMESTAMP", "BOOLEAN", ""}) {
    add(type);
  }
  if (!without_rowid) {
    table.columns[0].is_rowid_alias = true;
    table.columns[0].record_index = -1;
  }
  return table;
}

arrow::Status ReadAll(TableStream& stream) {
  int64_t rows = 0;
  for (int64_t partition = 0; partition < stream.num_partitions(); ++partition) {
    ARROW_ASSIGN_OR_RAISE(auto reader, stream.OpenPartition(partition));
    for (;;) {
      std::shared_ptr<arrow::RecordBatch> batch;
      ARROW_RETURN_NOT_OK(reader->ReadNext(&batch));
      if (batch == nullptr) break;
      rows += batch->num_rows();
      // What comes out must be sound, whatever went in.
      if (!batch->ValidateFull().ok()) __builtin_trap();
    }
  }
  if (rows != stream.num_rows()) __builtin_trap();
  return arrow::Status::OK();
}

arrow::Status ReadTable(const PageReader& pages, const DeclaredTable& table,
                        OnTypeMismatch on_mismatch) {
  SourceOptions options;
  options.on_type_mismatch = on_mismatch;
  ARROW_ASSIGN_OR_RAISE(auto counted, PageCountedTable::Open(pages, table, 1, options.stop));
  ARROW_ASSIGN_OR_RAISE(auto stream, CountedTableStream::Make(std::move(counted), options));
  ARROW_RETURN_NOT_OK(ReadAll(*stream));
  return stream->quarantine() == nullptr ? arrow::Status::OK() : ReadAll(*stream->quarantine());
}

void Run(const uint8_t* data, size_t size) {
  if (size < kPrefixBytes) return;
  const uint32_t page_size = 512u << (data[0] % 4);
  const uint32_t reserved = data[1] % (page_size - 480 + 1);
  const bool without_rowid = (data[2] & 1) != 0;
  const auto encoding = static_cast<TextEncoding>(1 + (data[2] >> 1) % 3);
  const testing::MemoryPages pages({data + kPrefixBytes, data + size}, page_size, reserved,
                                   encoding);
  const DeclaredTable table = Declare(without_rowid, data[3]);
  for (OnTypeMismatch on_mismatch : {OnTypeMismatch::kError, OnTypeMismatch::kText,
                                     OnTypeMismatch::kNull, OnTypeMismatch::kQuarantine}) {
    // An error is as good as rows.
    (void)ReadTable(pages, table, on_mismatch);
  }
}

}  // namespace
}  // namespace quiver::sqlite

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  quiver::sqlite::Run(data, size);
  return 0;
}
