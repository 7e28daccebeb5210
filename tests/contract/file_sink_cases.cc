#include "contract/sink_contract.h"
#include "files/file_sink.h"
#include "formats/csv/csv_file_format.h"
#include "formats/ipc/ipc_file_format.h"
#include "formats/parquet/parquet_file_format.h"

namespace quiver::testing {
namespace {

SinkCase CaseOf(const std::string& name, const TableFileFormat& format) {
  const std::string file = "numbers" + format.ending;
  SinkCase c;
  c.name = name;
  c.open_sink = [=](const TemporaryDirectory& directory, const SinkOptions& options) {
    return OpenFileSink(format, directory.File(file), options);
  };
  c.open_source = [=](const TemporaryDirectory& directory) {
    return format.open_source(directory.File(file), {});
  };
  c.can_append = format.open_appender != nullptr;
  return c;
}

}  // namespace

std::vector<SinkCase> FileSinkCases() {
  return {CaseOf("ArrowFile", IpcFileFormat()), CaseOf("ArrowStream", IpcStreamFormat()),
          CaseOf("Parquet", ParquetFileFormat()), CaseOf("Csv", CsvFileFormat())};
}

}  // namespace quiver::testing
