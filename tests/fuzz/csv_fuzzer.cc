// Whatever a CSV file holds: rows or an error, never a crash, a hang or memory without bound; and
// the same rows wherever the borders of partitions and blocks are.
//
// The input: partition bytes | block bytes | bit 0: quarantine, bits 1-2: encoding | file.

#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include <arrow/record_batch.h>

#include "formats/csv/csv_source.h"
#include "quiver/restart.h"
#include "quiver/row_hash.h"

namespace quiver::csv {
namespace {

constexpr size_t kPrefixBytes = 3;

/// A file of these bytes, gone with this.
class FuzzedFile {
 public:
  FuzzedFile(const uint8_t* data, size_t size) {
    const int descriptor = mkstemp(path_);
    if (descriptor < 0) abort();
    if (write(descriptor, data, size) != static_cast<ssize_t>(size)) abort();
    close(descriptor);
  }
  ~FuzzedFile() { unlink(path_); }
  const char* path() const { return path_; }

 private:
  char path_[32] = "/tmp/quiver-fuzz-XXXXXX";
};

arrow::Result<RowHash> HashAll(TableStream& stream) {
  RowHash sum;
  ARROW_ASSIGN_OR_RAISE(auto hasher, RowHasher::Make(*stream.schema()));
  for (int64_t partition = 0; partition < stream.num_partitions(); ++partition) {
    ARROW_ASSIGN_OR_RAISE(auto reader, stream.OpenPartition(partition));
    for (;;) {
      std::shared_ptr<arrow::RecordBatch> batch;
      ARROW_RETURN_NOT_OK(reader->ReadNext(&batch));
      if (batch == nullptr) break;
      // What comes out must be sound, whatever went in.
      if (!batch->ValidateFull().ok()) __builtin_trap();
      ARROW_RETURN_NOT_OK(hasher->Add(*batch, &sum));
    }
  }
  return sum;
}

arrow::Result<RowHash> ReadFile(const char* path, const SourceOptions& options,
                                const Layout& layout) {
  ARROW_ASSIGN_OR_RAISE(auto source, OpenCsvSource(path, options, layout));
  ARROW_ASSIGN_OR_RAISE(const auto tables, source->Tables());
  ARROW_ASSIGN_OR_RAISE(auto stream, source->OpenTable(tables[0].name));
  ARROW_ASSIGN_OR_RAISE(const RowHash sum, HashAll(*stream));
  if (stream->num_rows() >= 0 && stream->num_rows() != sum.rows) __builtin_trap();
  if (stream->quarantine() != nullptr) {
    ARROW_ASSIGN_OR_RAISE(const RowHash bad, HashAll(*stream->quarantine()));
    if (bad.rows != stream->quarantine()->num_rows()) __builtin_trap();
  }
  return sum;
}

void Run(const uint8_t* data, size_t size) {
  if (size < kPrefixBytes) return;
  const char* const kEncodings[] = {"", "latin-1", "utf-16le", "utf-8"};
  SourceOptions options;
  options.csv.encoding = kEncodings[(data[2] >> 1) % 4];
  if ((data[2] & 1) != 0) options.csv.on_bad_row = CsvOptions::OnBadRow::kQuarantine;
  const FuzzedFile file(data + kPrefixBytes, size - kPrefixBytes);
  const Layout small = {.partition_bytes = 1 + data[0], .block_bytes = 1 + data[1]};
  const auto in_parts = ReadFile(file.path(), options, small);
  const auto at_once = ReadFile(file.path(), options, Layout());
  if (in_parts.ok() != at_once.ok()) __builtin_trap();
  if (in_parts.ok() && !(*in_parts == *at_once)) __builtin_trap();
}

}  // namespace
}  // namespace quiver::csv

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  quiver::csv::Run(data, size);
  return 0;
}
