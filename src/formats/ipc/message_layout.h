#pragma once

#include <cstdint>
#include <vector>

#include <arrow/ipc/message.h>
#include <arrow/result.h>
#include <arrow/type_fwd.h>
#include <arrow/util/type_fwd.h>

namespace quiver::ipc {

/// What the metadata of a record batch's or a dictionary's message says of its body
/// (arrow/format/Message.fbs).
struct MessageLayout {
  struct Node {
    int64_t length;
    int64_t null_count;
  };
  struct Buffer {
    int64_t offset;  ///< in the body
    int64_t length;
  };

  /// Rows of a batch, values of a dictionary.
  int64_t length = 0;
  int64_t body_bytes = 0;
  arrow::Compression::type codec = arrow::Compression::UNCOMPRESSED;
  /// One for each field, parents before children; and their buffers, in the same order.
  std::vector<Node> nodes;
  std::vector<Buffer> buffers;
  /// How many data buffers each array of views has.
  std::vector<int64_t> variadic_counts;

  int64_t dictionary_id = -1;
  bool dictionary_delta = false;
};

/// Every buffer lies inside of the body. Errors: Invalid for messages that are neither.
arrow::Result<MessageLayout> ReadLayout(const arrow::ipc::Message& message);

/// Where the buffers and nodes of one column of a schema are in the lists of a MessageLayout.
struct ColumnPlace {
  size_t first_node = 0;
  size_t first_buffer = 0;
  size_t num_buffers = 0;
};

/// One for each field of the schema. Errors: Invalid when the lists don't fit the schema.
arrow::Result<std::vector<ColumnPlace>> PlacesOfColumns(const arrow::Schema& schema,
                                                        const MessageLayout& layout,
                                                        arrow::ipc::MetadataVersion version);

/// Compressed buffers say how long they will be, before they are decompressed into memory of that
/// size. Errors: Invalid for a length that no codec can reach from the bytes that are there.
arrow::Status CheckUncompressedLengths(const MessageLayout& layout, const arrow::Buffer& body);

/// What the buffers of a column will take in memory; -1 where they don't say so, as without the
/// body.
int64_t UncompressedBytes(const MessageLayout& layout, const ColumnPlace& column,
                          const arrow::Buffer& body);

}  // namespace quiver::ipc
