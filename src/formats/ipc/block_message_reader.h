#pragma once

#include <memory>
#include <set>
#include <vector>

#include <arrow/ipc/message.h>

#include "formats/ipc/ipc_file.h"

namespace quiver::ipc {

/// A file as the stream that it could have been: its schema, its dictionaries, and then the record
/// batches that are asked for. So Arrow's stream reader reads files, in any order, without a copy
/// where the input is mapped, and the dictionaries once for all batches.
/// For one thread.
class BlockMessageReader final : public arrow::ipc::MessageReader {
 public:
  /// The bodies of batches have only the buffers of these columns, when the input can't give all of
  /// them without reading them; empty: all columns.
  BlockMessageReader(std::shared_ptr<const IpcFile> file, std::vector<int> columns)
      : file_(std::move(file)), columns_(std::move(columns)) {}

  /// The batch that comes after what has to come before it.
  void Request(size_t batch) { requested_ = batch; }

  arrow::Result<std::unique_ptr<arrow::ipc::Message>> ReadNextMessage() override;

 private:
  arrow::Result<std::unique_ptr<arrow::ipc::Message>> ReadDictionary();
  arrow::Result<std::unique_ptr<arrow::ipc::Message>> ReadBatch();
  // In the place of the columns that aren't wanted there may be anything, but no claim to a length.
  arrow::Result<std::shared_ptr<arrow::Buffer>> ReadColumns(const arrow::ipc::Message& message,
                                                            const Block& block) const;

  const std::shared_ptr<const IpcFile> file_;
  const std::vector<int> columns_;
  bool schema_read_ = false;
  size_t dictionaries_read_ = 0;
  std::set<int64_t> dictionary_ids_;
  size_t requested_ = 0;
};

}  // namespace quiver::ipc
