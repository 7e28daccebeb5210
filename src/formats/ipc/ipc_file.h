#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <arrow/io/interfaces.h>
#include <arrow/result.h>

#include "formats/ipc/footer.h"
#include "formats/ipc/message_layout.h"
#include "quiver/statistics.h"

namespace quiver::ipc {

/// What the metadata of a record batch's message say.
struct BatchFacts {
  int64_t rows = 0;
  bool compressed = false;
  /// What each column takes in the file; empty where the message does not fit the schema.
  std::vector<int64_t> column_bytes;
  std::shared_ptr<const arrow::KeyValueMetadata> metadata;
};

/// An Arrow IPC file: what its footer and the metadata of its messages say. Bodies are not touched.
/// Its functions may be called from any thread.
class IpcFile {
 public:
  /// Errors: IOError or Invalid, with the path.
  static arrow::Result<std::shared_ptr<const IpcFile>> Open(const std::string& path);
  static arrow::Result<std::shared_ptr<const IpcFile>> Open(
      const std::string& path, std::shared_ptr<arrow::io::RandomAccessFile> input);
  /// A stream that was indexed (stream_index.h), as if it were a file.
  static std::shared_ptr<const IpcFile> OpenIndexed(
      const std::string& path, std::shared_ptr<arrow::io::RandomAccessFile> input, Footer footer);

  const std::string& path() const { return path_; }
  const std::shared_ptr<arrow::io::RandomAccessFile>& input() const { return input_; }
  const Footer& footer() const { return footer_; }
  /// In this machine's byte order, without the statistics in its fields' metadata.
  const std::shared_ptr<arrow::Schema>& schema() const { return schema_; }

  /// The message of a block, with this body, if any, which is not looked at.
  arrow::Result<std::unique_ptr<arrow::ipc::Message>> ReadMetadata(
      const Block& block, std::shared_ptr<arrow::Buffer> body = nullptr) const;

  /// One for each batch of the footer.
  arrow::Result<std::vector<BatchFacts>> ReadBatchFacts() const;

  /// Which values each batch can have. One for each batch; unknown where the file has none that are
  /// to be trusted.
  std::vector<GroupStatistics> Statistics(const std::vector<BatchFacts>& batches) const;

 private:
  IpcFile() = default;
  static std::shared_ptr<IpcFile> Make(const std::string& path,
                                       std::shared_ptr<arrow::io::RandomAccessFile> input,
                                       Footer footer);
  arrow::Result<BatchFacts> ReadFacts(const Block& block) const;
  // The bytes of a block's metadata, with the length before them.
  arrow::Result<std::shared_ptr<arrow::Buffer>> MetadataBytes(const Block& block) const;
  // Where each message takes a request, those of all batches in as few as possible.
  arrow::Status FetchMetadata();
  // Whether the schema at the file's begin has the statistics of the footer's.
  bool HeaderHasStatistics() const;

  std::string path_;
  std::shared_ptr<arrow::io::RandomAccessFile> input_;
  Footer footer_;
  std::shared_ptr<arrow::Schema> schema_;
  // By the block's offset, what was fetched.
  std::map<int64_t, std::shared_ptr<arrow::Buffer>> fetched_metadata_;
};

/// `status` with the words "PATH: " before its message.
arrow::Status InFile(const std::string& path, const arrow::Status& status);

}  // namespace quiver::ipc
