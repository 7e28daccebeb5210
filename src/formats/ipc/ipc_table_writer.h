#pragma once

#include <memory>
#include <string>
#include <vector>

#include <arrow/io/interfaces.h>
#include <arrow/ipc/options.h>

#include "files/table_file.h"
#include "formats/ipc/dictionary_writer.h"
#include "formats/ipc/footer.h"
#include "formats/ipc/ipc_file.h"
#include "quiver/statistics.h"

namespace quiver::ipc {

/// Writes one table as a stream, or as a file, which is a stream between a magic and a footer.
class IpcTableWriter final : public TableFileWriter {
 public:
  static arrow::Result<std::unique_ptr<TableFileWriter>> OpenFile(
      std::shared_ptr<arrow::io::OutputStream> file, const TableDescription& table,
      const SinkOptions& options);
  static arrow::Result<std::unique_ptr<TableFileWriter>> OpenStream(
      std::shared_ptr<arrow::io::OutputStream> file, const TableDescription& table,
      const SinkOptions& options);
  /// Copies the batches of the file `old`, and goes on behind them.
  static arrow::Result<std::unique_ptr<TableFileWriter>> OpenAppender(
      const std::string& old, std::shared_ptr<arrow::io::OutputStream> file,
      const TableDescription& table, const SinkOptions& options);

  /// A stream without its end may be a whole one to its reader, who may be there already (a pipe):
  /// what was not finished ends inside of a message.
  ~IpcTableWriter() override;

  arrow::Result<std::unique_ptr<Encoded>> Encode(
      const std::shared_ptr<arrow::RecordBatch>& batch) override;
  arrow::Status Append(std::unique_ptr<Encoded> batch) override;
  arrow::Status Finish() override;

 private:
  enum class Container { kFile, kStream };
  struct Piece;
  class Pieces;

  IpcTableWriter(Container container, std::shared_ptr<arrow::io::OutputStream> file,
                 std::shared_ptr<arrow::Schema> schema, arrow::ipc::IpcWriteOptions options,
                 std::vector<bool> statistics_columns, int64_t batch_rows);

  static arrow::Result<std::unique_ptr<IpcTableWriter>> Make(
      Container container, std::shared_ptr<arrow::io::OutputStream> file,
      const TableDescription& table, const SinkOptions& options);

  arrow::Status WriteBegin();
  arrow::Status CopyOld(const std::shared_ptr<const IpcFile>& file);
  arrow::Result<GroupStatistics> StatisticsOf(const arrow::RecordBatch& batch) const;
  arrow::Result<arrow::ipc::IpcPayload> PayloadOf(const arrow::RecordBatch& batch,
                                                  const GroupStatistics& statistics) const;
  arrow::Status AppendPiece(Piece piece);
  arrow::Status ReplaceDeltas();
  arrow::Status WritePayload(const arrow::ipc::IpcPayload& payload, std::vector<Block>* blocks);
  bool HasStatistics() const;

  const Container container_;
  const std::shared_ptr<arrow::io::OutputStream> file_;
  const std::shared_ptr<arrow::Schema> schema_;
  const arrow::ipc::IpcWriteOptions options_;
  const std::vector<bool> statistics_columns_;
  const int64_t batch_rows_;
  DictionaryWriter dictionaries_;
  Footer footer_;
  std::vector<int64_t> dictionary_ids_;  // of the footer's dictionaries that were written here
  bool finished_ = false;
  std::vector<GroupStatistics> statistics_;  // of the footer's batches
};

}  // namespace quiver::ipc
