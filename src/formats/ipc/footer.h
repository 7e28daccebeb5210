#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <arrow/buffer.h>
#include <arrow/io/interfaces.h>
#include <arrow/ipc/message.h>
#include <arrow/result.h>
#include <arrow/type.h>
#include <arrow/util/key_value_metadata.h>

namespace quiver::ipc {

/// Where a message lies in a file: its metadata, with the length before them and the padding after
/// them, and then its body.
struct Block {
  int64_t offset = 0;
  int64_t metadata_bytes = 0;
  int64_t body_bytes = 0;

  int64_t end() const { return offset + metadata_bytes + body_bytes; }
};

inline constexpr std::string_view kFileMagic = "ARROW1";

/// The end of an Arrow IPC file (arrow/format/File.fbs):
///
///   footer | i32 bytes of the footer | "ARROW1"
struct Footer {
  /// As the file has it, with its byte order.
  std::shared_ptr<arrow::Schema> schema;
  /// The same as a message, as a stream would begin.
  std::shared_ptr<arrow::Buffer> schema_message;
  arrow::ipc::MetadataVersion version = arrow::ipc::MetadataVersion::V5;
  std::vector<Block> dictionaries;
  std::vector<Block> batches;
  /// Null where there are none.
  std::shared_ptr<const arrow::KeyValueMetadata> metadata;
  /// Where it begins.
  int64_t offset = 0;
};

/// Every block that it names lies inside of the file. Errors: Invalid for what is not a whole file.
arrow::Result<Footer> ReadFooter(const std::shared_ptr<arrow::io::RandomAccessFile>& file);

/// The bytes of a footer with these schema, blocks and metadata; version V5. What follows them in
/// the file comes with them.
arrow::Result<std::string> WriteFooter(const Footer& footer);

}  // namespace quiver::ipc
