#include <string>

#include <arrow/io/file.h>
#include <gtest/gtest.h>

#include "contract/memory_stream.h"
#include "contract/source_contract.h"
#include "contract/stream_reading.h"
#include "formats/ipc/ipc_file_format.h"
#include "formats/ipc/ipc_source.h"

namespace quiver::testing {
namespace {

arrow::Status WriteNumbers(const TableFileFormat& format, const std::string& path,
                           const SinkOptions& options) {
  auto numbers = NumberedTable("numbers", SourceCase::kNumbers, SourceCase::kNumbers);
  ARROW_ASSIGN_OR_RAISE(auto file, arrow::io::FileOutputStream::Open(path));
  ARROW_ASSIGN_OR_RAISE(auto writer, format.open_writer(file, numbers->description(), options));
  ARROW_ASSIGN_OR_RAISE(const auto batches, ReadPartition(*numbers, 0));
  for (const auto& batch : batches) {
    ARROW_ASSIGN_OR_RAISE(auto encoded, writer->Encode(batch));
    ARROW_RETURN_NOT_OK(writer->Append(std::move(encoded)));
  }
  ARROW_RETURN_NOT_OK(writer->Finish());
  return file->Close();
}

SourceCase Case(const std::string& name, const TableFileFormat& format,
                const SinkOptions& options) {
  const std::string file = "numbers" + format.ending;
  SourceCase c;
  c.name = name;
  c.create = [=](const TemporaryDirectory& directory) {
    ASSERT_TRUE(WriteNumbers(format, directory.File(file), options).ok());
  };
  c.open = [=](const TemporaryDirectory& directory, const SourceOptions& source_options) {
    return format.open_source(directory.File(file), source_options);
  };
  return c;
}

}  // namespace

std::vector<SourceCase> IpcSourceCases() {
  SinkOptions packed;
  packed.compression = "zstd";
  packed.batch_rows = 50'000;
  return {Case("ArrowFile", IpcFileFormat(), {}), Case("PackedArrowFile", IpcFileFormat(), packed)};
}

}  // namespace quiver::testing
