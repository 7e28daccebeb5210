#include "formats/ipc/message_layout.h"

#include <cstring>
#include <limits>
#include <string>

#include <arrow/buffer.h>
#include <arrow/extension_type.h>
#include <arrow/type.h>
#include <arrow/util/key_value_metadata.h>

#include "formats/ipc/flat_table.h"
#include "formats/ipc/message_fields.h"

namespace quiver::ipc {
namespace {

// Compressed buffers begin with their uncompressed length; -1: not compressed after all.
constexpr int64_t kPrefixBytes = sizeof(int64_t);
// ZSTD's longest run of one byte takes 4 bytes for 128 KiB; LZ4 reaches 255 to 1.
constexpr int64_t kMostExpansion = int64_t{1} << 16;

arrow::Result<arrow::Compression::type> CodecOf(const FlatTable& batch,
                                                const arrow::ipc::Message& message) {
  ARROW_ASSIGN_OR_RAISE(const auto compression, batch.Table(kCompression));
  if (compression) {
    ARROW_ASSIGN_OR_RAISE(const int8_t codec, compression->Scalar<int8_t>(0, 0));
    return codec == 1 ? arrow::Compression::ZSTD : arrow::Compression::LZ4_FRAME;
  }
  // As Arrow 0.17 wrote it.
  constexpr char kOldKey[] = "ARROW:experimental_compression";
  const auto& metadata = message.custom_metadata();
  if (metadata == nullptr || !metadata->Contains(kOldKey)) return arrow::Compression::UNCOMPRESSED;
  ARROW_ASSIGN_OR_RAISE(const std::string name, metadata->Get(kOldKey));
  return name == "zstd" || name == "ZSTD" ? arrow::Compression::ZSTD
                                          : arrow::Compression::LZ4_FRAME;
}

arrow::Status ReadBatch(const FlatTable& batch, MessageLayout* layout) {
  ARROW_ASSIGN_OR_RAISE(layout->length, batch.Scalar<int64_t>(kLength, 0));
  ARROW_ASSIGN_OR_RAISE(const FlatVector nodes, batch.Vector(kNodes, kNodeBytes));
  for (size_t i = 0; i < nodes.size(); ++i) {
    layout->nodes.push_back({nodes.Get<int64_t>(i), nodes.Get<int64_t>(i, 8)});
  }
  ARROW_ASSIGN_OR_RAISE(const FlatVector buffers, batch.Vector(kBuffers, kBufferBytes));
  for (size_t i = 0; i < buffers.size(); ++i) {
    const MessageLayout::Buffer buffer{buffers.Get<int64_t>(i), buffers.Get<int64_t>(i, 8)};
    const int64_t body = layout->body_bytes;
    if (buffer.offset < 0 || buffer.length < 0 || buffer.offset > body ||
        buffer.length > body - buffer.offset) {
      return arrow::Status::Invalid("a message has a buffer outside of its body");
    }
    layout->buffers.push_back(buffer);
  }
  ARROW_ASSIGN_OR_RAISE(const FlatVector counts, batch.Vector(kVariadicCounts, 8));
  for (size_t i = 0; i < counts.size(); ++i) {
    layout->variadic_counts.push_back(counts.Get<int64_t>(i));
  }
  return arrow::Status::OK();
}

// Walks a schema, parents before children, as the serializer of batches does.
class PlaceFinder {
 public:
  PlaceFinder(const MessageLayout& layout, arrow::ipc::MetadataVersion version)
      : layout_(layout), old_unions_(version < arrow::ipc::MetadataVersion::V5) {}

  arrow::Result<ColumnPlace> Next(const arrow::DataType& type) {
    ColumnPlace place{node_, buffer_, 0};
    ARROW_RETURN_NOT_OK(Pass(type));
    place.num_buffers = buffer_ - place.first_buffer;
    if (node_ > layout_.nodes.size() || buffer_ > layout_.buffers.size()) return DoesNotFit();
    return place;
  }

 private:
  static arrow::Status DoesNotFit() {
    return arrow::Status::Invalid("a record batch does not have the buffers of its schema");
  }

  arrow::Status Pass(const arrow::DataType& type) {
    if (type.id() == arrow::Type::EXTENSION) {
      return Pass(*static_cast<const arrow::ExtensionType&>(type).storage_type());
    }
    ++node_;
    ARROW_ASSIGN_OR_RAISE(const size_t buffers, BuffersOf(type));
    buffer_ += buffers;
    if (type.id() == arrow::Type::DICTIONARY) return arrow::Status::OK();
    for (const auto& child : type.fields()) ARROW_RETURN_NOT_OK(Pass(*child->type()));
    return arrow::Status::OK();
  }

  arrow::Result<size_t> BuffersOf(const arrow::DataType& type) {
    switch (type.id()) {
      case arrow::Type::NA:
      case arrow::Type::RUN_END_ENCODED:
        return 0;
      case arrow::Type::STRUCT:
      case arrow::Type::FIXED_SIZE_LIST:
        return 1;
      case arrow::Type::SPARSE_UNION:
        return old_unions_ ? 2 : 1;
      case arrow::Type::DENSE_UNION:
        return old_unions_ ? 3 : 2;
      case arrow::Type::STRING:
      case arrow::Type::BINARY:
      case arrow::Type::LARGE_STRING:
      case arrow::Type::LARGE_BINARY:
      case arrow::Type::LIST_VIEW:
      case arrow::Type::LARGE_LIST_VIEW:
        return 3;
      case arrow::Type::STRING_VIEW:
      case arrow::Type::BINARY_VIEW:
        return BuffersOfViews();
      default:
        return 2;
    }
  }

  arrow::Result<size_t> BuffersOfViews() {
    if (variadic_ >= layout_.variadic_counts.size()) return DoesNotFit();
    const int64_t data_buffers = layout_.variadic_counts[variadic_++];
    if (data_buffers < 0 || data_buffers > static_cast<int64_t>(layout_.buffers.size())) {
      return DoesNotFit();
    }
    return 2 + static_cast<size_t>(data_buffers);
  }

  const MessageLayout& layout_;
  const bool old_unions_;
  size_t node_ = 0;
  size_t buffer_ = 0;
  size_t variadic_ = 0;
};

// -1 for a buffer that is not compressed, or not there.
int64_t UncompressedLength(const MessageLayout::Buffer& buffer, const arrow::Buffer& body) {
  if (buffer.length < kPrefixBytes || buffer.offset > body.size() ||
      body.size() - buffer.offset < kPrefixBytes) {
    return -1;
  }
  int64_t length;
  std::memcpy(&length, body.data() + buffer.offset, sizeof(length));
  return length;
}

}  // namespace

arrow::Result<MessageLayout> ReadLayout(const arrow::ipc::Message& message) {
  const arrow::Buffer& metadata = *message.metadata();
  ARROW_ASSIGN_OR_RAISE(const FlatTable root,
                        FlatTable::Root({metadata.data(), static_cast<size_t>(metadata.size())}));
  MessageLayout layout;
  ARROW_ASSIGN_OR_RAISE(layout.body_bytes, root.Scalar<int64_t>(kBodyLength, 0));
  ARROW_ASSIGN_OR_RAISE(auto batch, root.Table(kHeader));
  const bool is_dictionary = message.type() == arrow::ipc::MessageType::DICTIONARY_BATCH;
  if (is_dictionary && batch) {
    ARROW_ASSIGN_OR_RAISE(layout.dictionary_id, batch->Scalar<int64_t>(kId, 0));
    ARROW_ASSIGN_OR_RAISE(const uint8_t delta, batch->Scalar<uint8_t>(kIsDelta, 0));
    layout.dictionary_delta = delta != 0;
    ARROW_ASSIGN_OR_RAISE(batch, batch->Table(kData));
  }
  if (!batch || !(is_dictionary || message.type() == arrow::ipc::MessageType::RECORD_BATCH)) {
    return arrow::Status::Invalid("a message is not what it should be: it is a ",
                                  arrow::ipc::FormatMessageType(message.type()));
  }
  ARROW_RETURN_NOT_OK(ReadBatch(*batch, &layout));
  ARROW_ASSIGN_OR_RAISE(layout.codec, CodecOf(*batch, message));
  // More rows than a batch can have bits for, in columns that take no bytes (NULLs, runs), would
  // keep a reader busy for ever.
  constexpr int64_t kMost = std::numeric_limits<int32_t>::max();
  if (layout.length < 0 || (layout.length > kMost && layout.length / 8 > layout.body_bytes)) {
    return arrow::Status::Invalid("a message can't hold ", layout.length, " rows");
  }
  return layout;
}

arrow::Result<std::vector<ColumnPlace>> PlacesOfColumns(const arrow::Schema& schema,
                                                        const MessageLayout& layout,
                                                        arrow::ipc::MetadataVersion version) {
  PlaceFinder finder(layout, version);
  std::vector<ColumnPlace> places;
  for (const auto& field : schema.fields()) {
    ARROW_ASSIGN_OR_RAISE(const ColumnPlace place, finder.Next(*field->type()));
    places.push_back(place);
  }
  return places;
}

arrow::Status CheckUncompressedLengths(const MessageLayout& layout, const arrow::Buffer& body) {
  if (layout.codec == arrow::Compression::UNCOMPRESSED) return arrow::Status::OK();
  for (const MessageLayout::Buffer& buffer : layout.buffers) {
    const int64_t length = UncompressedLength(buffer, body);
    if (length < 0) continue;
    if (length / kMostExpansion > buffer.length) {
      return arrow::Status::Invalid("a compressed buffer of ", buffer.length,
                                    " bytes claims to hold ", length);
    }
  }
  return arrow::Status::OK();
}

int64_t UncompressedBytes(const MessageLayout& layout, const ColumnPlace& column,
                          const arrow::Buffer& body) {
  const bool compressed = layout.codec != arrow::Compression::UNCOMPRESSED;
  int64_t bytes = 0;
  for (size_t i = column.first_buffer; i < column.first_buffer + column.num_buffers; ++i) {
    const MessageLayout::Buffer& buffer = layout.buffers[i];
    if (compressed && buffer.length > 0 && body.size() == 0) return -1;
    const int64_t length = compressed ? UncompressedLength(buffer, body) : -1;
    if (length / kMostExpansion > buffer.length) return -1;
    bytes += length < 0 ? buffer.length : length;
  }
  return bytes;
}

}  // namespace quiver::ipc
