#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "formats/ipc/batch_slicer.h"
#include "formats/ipc/block_message_reader.h"
#include "formats/ipc/ipc_file.h"
#include "quiver/source.h"
#include "quiver/table_stream.h"

namespace quiver::ipc {

/// The rows of an Arrow IPC file, without the batches that a predicate skips. Partitions are record
/// batches: small ones together, and large ones in parts where a part can be read by itself.
class IpcTableStream final : public TableStream {
 public:
  static arrow::Result<std::unique_ptr<TableStream>> Open(std::shared_ptr<const IpcFile> file,
                                                          TableDescription description,
                                                          const Scan& scan,
                                                          const SourceOptions& options);
  /// The rows of these of its batches, in this order; `facts` are those of all. Columns are named
  /// by their place in the schema (names may be there twice); without a value: all.
  static std::unique_ptr<IpcTableStream> Open(std::shared_ptr<const IpcFile> file,
                                              std::shared_ptr<const std::vector<BatchFacts>> facts,
                                              TableDescription description,
                                              std::optional<std::vector<int>> columns,
                                              const std::vector<size_t>& batches,
                                              const SourceOptions& options);

  const TableDescription& description() const override { return description_; }
  int64_t num_partitions() const override { return static_cast<int64_t>(partitions_.size()); }
  arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> OpenPartition(
      int64_t partition) override;
  int64_t num_rows() const override;
  struct PartitionSize {
    int64_t batches = 0;  ///< those that begin in it
    int64_t bytes = 0;    ///< about what it takes in the file, in the columns that are read
  };
  PartitionSize SizeOf(int64_t partition) const;

  /// Rows of one batch.
  struct Part {
    size_t batch;
    int64_t begin;
    int64_t end;
  };
  /// A reader that has read the schema and, once used, the dictionaries.
  struct BatchReader {
    BlockMessageReader* messages;  // owned by `batches`
    std::shared_ptr<arrow::ipc::RecordBatchStreamReader> batches;
  };

  /// The columns wanted of these rows. From any thread.
  arrow::Result<std::shared_ptr<arrow::RecordBatch>> Read(const Part& part);
  /// How many of them may come at once.
  int64_t MostRowsOf(const Part& part, const arrow::RecordBatch& batch) const;
  const SourceOptions& options() const { return options_; }

 private:
  IpcTableStream(std::shared_ptr<const IpcFile> file,
                 std::shared_ptr<const std::vector<BatchFacts>> facts, const SourceOptions& options)
      : file_(std::move(file)), options_(options), facts_(std::move(facts)) {}

  // Record batches on their way have no metadata of their own.
  void NameMetadataOfBatches();
  void Partition(const std::vector<size_t>& batches);
  arrow::Result<std::shared_ptr<arrow::RecordBatch>> ReadWhole(size_t batch);
  arrow::Result<BatchReader> TakeReader();
  void GiveBack(BatchReader reader);

  const std::shared_ptr<const IpcFile> file_;
  const SourceOptions options_;
  const std::shared_ptr<const std::vector<BatchFacts>> facts_;
  TableDescription description_;
  Projection projection_;
  std::vector<std::vector<Part>> partitions_;

  std::mutex mutex_;
  std::vector<BatchReader> idle_readers_;  // guarded by mutex_
};

}  // namespace quiver::ipc
