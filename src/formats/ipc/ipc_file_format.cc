#include "formats/ipc/ipc_file_format.h"

#include <arrow/ipc/writer.h>

#include "formats/ipc/ipc_source.h"
#include "formats/ipc/ipc_table_writer.h"
#include "formats/ipc/write_options.h"

namespace quiver {
namespace {

arrow::Status Check(const TableDescription& table, const SinkOptions& options) {
  ARROW_RETURN_NOT_OK(ipc::WriteOptionsOf(options).status());
  ARROW_RETURN_NOT_OK(ipc::StatisticsColumns(table, options).status());
  // Types that Arrow has but its files don't.
  const auto schema = arrow::ipc::SerializeSchema(*table.schema);
  if (schema.ok()) return arrow::Status::OK();
  return schema.status().WithMessage("table ", table.name.ToString(), ": ",
                                     schema.status().message());
}

}  // namespace

const TableFileFormat& IpcFileFormat() {
  static const TableFileFormat format{.name = "Arrow",
                                      .ending = ".arrow",
                                      .check = Check,
                                      .open_writer = ipc::IpcTableWriter::OpenFile,
                                      .open_source = OpenIpcSource,
                                      .open_appender = ipc::IpcTableWriter::OpenAppender};
  return format;
}

const TableFileFormat& IpcStreamFormat() {
  static const TableFileFormat format{.name = "Arrow stream",
                                      .ending = ".arrows",
                                      .check = Check,
                                      .open_writer = ipc::IpcTableWriter::OpenStream,
                                      .open_source = OpenIpcStreamSource};
  return format;
}

}  // namespace quiver
