// Whatever an Arrow IPC file, a stream, or the statistics in them hold: rows or an error, never a
// crash, a hang or memory without bound.
//
// The input: a byte that says what comes, and that. 'F': a file. 'S': a stream. 'J': statistics as
// JSON, of the columns below. make_arrow_ipc_corpus.py writes inputs of this form.

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <arrow/record_batch.h>

#include "core/statistics_metadata.h"
#include "formats/ipc/batch_slicer.h"
#include "formats/ipc/ipc_source.h"

namespace quiver {
namespace {

// A file of this process that has a path, and no place on a disk.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view bytes) : descriptor_(memfd_create("fuzz", 0)) {
    if (write(descriptor_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) {
      __builtin_trap();
    }
  }
  ~MemoryFile() { close(descriptor_); }
  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  const int descriptor_;
};

arrow::Status ReadAll(Source& source, const Scan& scan) {
  ARROW_ASSIGN_OR_RAISE(const auto tables, source.Tables());
  ARROW_ASSIGN_OR_RAISE(const auto stream, source.OpenScan(tables.front().name, scan));
  int64_t rows = 0;
  for (int64_t partition = 0; partition < stream->num_partitions(); ++partition) {
    ARROW_ASSIGN_OR_RAISE(auto reader, stream->OpenPartition(partition));
    for (;;) {
      ARROW_ASSIGN_OR_RAISE(const auto batch, reader->Next());
      if (batch == nullptr) break;
      rows += batch->num_rows();
      // What comes out must be sound, whatever went in.
      if (!ipc::CheckValues(*batch).ok()) __builtin_trap();
      if (!batch->schema()->Equals(*stream->schema())) __builtin_trap();
    }
  }
  if (stream->num_rows() >= 0 && rows != stream->num_rows()) __builtin_trap();
  return arrow::Status::OK();
}

arrow::Status Read(std::string_view bytes, bool stream) {
  const MemoryFile file(bytes);
  // An error is as good as rows.
  (void)InspectIpc(file.path());
  SourceOptions options;
  ARROW_ASSIGN_OR_RAISE(const auto source, stream ? OpenIpcStreamSource(file.path(), options)
                                                  : OpenIpcSource(file.path(), options));
  (void)ReadAll(*source, {});
  Scan part;
  part.columns = {{"f0"}};
  part.predicate = Predicate{
      .kind = Predicate::Kind::kGreater, .column = "f0", .value = arrow::MakeScalar(int64_t{0})};
  return ReadAll(*source, part);
}

void ReadJson(std::string_view json) {
  using namespace arrow;  // NOLINT: the names of its types
  static const auto schema =
      arrow::schema({field("i", int32()), field("f", float32()), field("n", decimal128(10, 2)),
                     field("t", utf8()), field("b", boolean())});
  const auto groups = ReadStatistics(json, *schema);
  const Predicate predicate{
      .kind = Predicate::Kind::kLess, .column = "n", .value = MakeScalar(int64_t{5})};
  for (const GroupStatistics& group : groups) CanSkip(predicate, group);
  // What was understood comes back.
  if (ReadStatistics(WriteStatistics(*schema, groups), *schema).size() != groups.size()) {
    __builtin_trap();
  }
}

}  // namespace
}  // namespace quiver

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] == 'J') {
    quiver::ReadJson(rest);
  } else {
    (void)quiver::Read(rest, /*stream=*/data[0] == 'S');
  }
  return 0;
}
