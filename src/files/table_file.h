#pragma once

#include <functional>
#include <memory>

#include <arrow/io/interfaces.h>
#include <arrow/record_batch.h>
#include <arrow/result.h>

#include "quiver/sink.h"
#include "quiver/source.h"

namespace quiver {

/// One table on its way into one file. FileSink drives it: batches are encoded on many threads at
/// the same time, and appended by one at a time, in the order of the rows.
class TableFileWriter {
 public:
  /// A batch in the file's own bytes, as far as they don't depend on what comes before it.
  class Encoded {
   public:
    virtual ~Encoded() = default;
    /// What it holds in memory.
    virtual int64_t bytes() const = 0;
  };

  virtual ~TableFileWriter() = default;

  /// From any thread. Errors name column and row of a value that the format can't hold (rows are
  /// counted from the batch's first).
  virtual arrow::Result<std::unique_ptr<Encoded>> Encode(
      const std::shared_ptr<arrow::RecordBatch>& batch) = 0;

  virtual arrow::Status Append(std::unique_ptr<Encoded> batch) = 0;

  /// What stands after the last batch. Does not close or sync the file.
  virtual arrow::Status Finish() = 0;
};

/// What a format brings to FileSink.
struct TableFileFormat {
  /// For messages: "Parquet".
  std::string name;
  /// The ending of a file's name, with its dot: for files in a folder.
  std::string ending;
  /// How many rows are best encoded at once, where SinkOptions::batch_rows does not say: smaller
  /// batches of one partition are put together. 0: batches as they come.
  int64_t usual_batch_rows = 0;
  /// Whether a file whose name ends with ".gz" or ".zst" is packed as a whole.
  bool packed_by_name = false;
  /// Whether a file says what types its columns have. CSV does not: whoever reads one back must
  /// know.
  bool has_types = true;
  /// What can be known before the first row: types and options that the format can't hold.
  arrow::Status (*check)(const TableDescription& table, const SinkOptions& options);
  arrow::Result<std::unique_ptr<TableFileWriter>> (*open_writer)(
      std::shared_ptr<arrow::io::OutputStream> file, const TableDescription& table,
      const SinkOptions& options);
  /// For ReadBack.
  arrow::Result<std::unique_ptr<Source>> (*open_source)(const std::string& path,
                                                        const SourceOptions& options);
  /// Adds batches to what `old` holds: writes the whole new file into `file`. Null: the format
  /// can't be appended to.
  arrow::Result<std::unique_ptr<TableFileWriter>> (*open_appender)(
      const std::string& old, std::shared_ptr<arrow::io::OutputStream> file,
      const TableDescription& table, const SinkOptions& options) = nullptr;
};

}  // namespace quiver
