#include "formats/ipc/footer.h"

#include <cstring>
#include <span>
#include <utility>

#include <arrow/ipc/dictionary.h>
#include <arrow/ipc/options.h>
#include <arrow/ipc/reader.h>
#include <arrow/ipc/writer.h>

#include "formats/ipc/flat_table.h"
#include "formats/ipc/message_fields.h"

namespace quiver::ipc {
namespace {

// Numbers of the fields in File.fbs.
enum FooterField { kSchema = 1, kDictionaries, kRecordBatches, kCustomMetadata };
constexpr size_t kBlockBytes = 24;
// i32 length and magic.
constexpr int64_t kTrailerBytes = 4 + kFileMagic.size();
constexpr size_t kAlignment = 8;

std::span<const uint8_t> Bytes(const arrow::Buffer& buffer) {
  return {buffer.data(), static_cast<size_t>(buffer.size())};
}

// Writes the scalars and offsets of a FlatBuffer, in order.
class FlatWriter {
 public:
  size_t position() const { return bytes_.size(); }
  void Align(size_t alignment) {
    bytes_.resize((bytes_.size() + alignment - 1) / alignment * alignment, '\0');
  }
  template <typename T>
  size_t Put(T value) {
    const size_t place = position();
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof(value));
    return place;
  }
  void PutBytes(std::string_view bytes) { bytes_ += bytes; }
  // Lets the offset at `place` point to `target`, which comes after it.
  void Point(size_t place, size_t target) {
    const auto offset = static_cast<uint32_t>(target - place);
    std::memcpy(bytes_.data() + place, &offset, sizeof(offset));
  }
  std::string Take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// A message whose header is the schema inside of a footer. Offsets in a FlatBuffer are relative, so
// the footer is taken as it is, and the header points into it:
//
//   u32 root | vtable | table: i32 vtable, u32 header, i16 version, u8 header type | footer
std::string SchemaMessage(std::span<const uint8_t> footer, size_t schema_position) {
  constexpr uint8_t kSchemaType = 1;
  FlatWriter out;
  const size_t root = out.Put<uint32_t>(0);
  const size_t vtable = out.position();
  for (const uint16_t entry : {10, 12, /*version=*/8, /*header_type=*/10, /*header=*/4}) {
    out.Put<uint16_t>(entry);
  }
  out.Align(4);
  const size_t table = out.position();
  out.Put<int32_t>(static_cast<int32_t>(table - vtable));
  const size_t header = out.Put<uint32_t>(0);
  // What a schema says did not change with the versions, and some footers don't say theirs.
  out.Put<int16_t>(static_cast<int16_t>(arrow::ipc::MetadataVersion::V5));
  out.Put<uint8_t>(kSchemaType);
  out.Align(kAlignment);
  out.Point(root, table);
  out.Point(header, out.position() + schema_position);
  out.PutBytes({reinterpret_cast<const char*>(footer.data()), footer.size()});
  return out.Take();
}

arrow::Result<std::vector<Block>> ReadBlocks(const FlatTable& footer, int field, int64_t end) {
  ARROW_ASSIGN_OR_RAISE(const FlatVector list, footer.Vector(field, kBlockBytes));
  std::vector<Block> blocks;
  for (size_t i = 0; i < list.size(); ++i) {
    const Block block{list.Get<int64_t>(i), list.Get<int32_t>(i, 8), list.Get<int64_t>(i, 16)};
    const bool inside = block.offset >= 0 && block.metadata_bytes >= 0 && block.body_bytes >= 0 &&
                        block.offset <= end && block.metadata_bytes <= end - block.offset &&
                        block.body_bytes <= end - block.offset - block.metadata_bytes;
    if (!inside) {
      return arrow::Status::Invalid("its footer has a block at ", block.offset, " of ",
                                    block.metadata_bytes, " and ", block.body_bytes,
                                    " bytes, but it ends at ", end);
    }
    blocks.push_back(block);
  }
  return blocks;
}

// Checks that the file has both ends, and finds where the footer begins.
arrow::Result<std::shared_ptr<arrow::Buffer>> FooterBytes(arrow::io::RandomAccessFile& file,
                                                          int64_t* offset) {
  ARROW_ASSIGN_OR_RAISE(const int64_t size, file.GetSize());
  const auto not_whole = [&] {
    return arrow::Status::Invalid("it is not a whole Arrow IPC file: the end is not there");
  };
  if (size < static_cast<int64_t>(kFileMagic.size()) + 2 + kTrailerBytes) return not_whole();
  ARROW_ASSIGN_OR_RAISE(auto trailer, file.ReadAt(size - kTrailerBytes, kTrailerBytes));
  if (trailer->size() != kTrailerBytes ||
      std::string_view(*trailer).substr(sizeof(int32_t)) != kFileMagic) {
    return not_whole();
  }
  int32_t length;
  std::memcpy(&length, trailer->data(), sizeof(length));
  *offset = size - kTrailerBytes - length;
  if (length <= 0 || *offset < 0) return not_whole();
  ARROW_ASSIGN_OR_RAISE(auto bytes, file.ReadAt(*offset, length));
  if (bytes->size() != length) return not_whole();
  return bytes;
}

void PutBlocks(const std::vector<Block>& blocks, FlatWriter* out, size_t pointer) {
  // The blocks are aligned, the count before them is not.
  out->Align(kAlignment);
  out->Put<uint32_t>(0);
  out->Point(pointer, out->position());
  out->Put(static_cast<uint32_t>(blocks.size()));
  for (const Block& block : blocks) {
    out->Put<int64_t>(block.offset);
    out->Put<int64_t>(block.metadata_bytes);
    out->Put<int64_t>(block.body_bytes);
  }
}

void PutString(std::string_view text, FlatWriter* out, size_t pointer) {
  out->Align(4);
  out->Point(pointer, out->position());
  out->Put(static_cast<uint32_t>(text.size()));
  out->PutBytes(text);
  out->PutBytes({"\0", 1});
}

void PutMetadata(const arrow::KeyValueMetadata& metadata, FlatWriter* out, size_t pointer) {
  out->Align(4);
  out->Point(pointer, out->position());
  out->Put(static_cast<uint32_t>(metadata.size()));
  std::vector<size_t> entries;
  for (int64_t i = 0; i < metadata.size(); ++i) entries.push_back(out->Put<uint32_t>(0));
  const size_t vtable = out->position();
  for (const uint16_t entry : {8, 12, /*key=*/4, /*value=*/8}) out->Put<uint16_t>(entry);
  for (int64_t i = 0; i < metadata.size(); ++i) {
    out->Align(4);
    const size_t table = out->position();
    out->Point(entries[i], table);
    out->Put<int32_t>(static_cast<int32_t>(table - vtable));
    const size_t key = out->Put<uint32_t>(0);
    const size_t value = out->Put<uint32_t>(0);
    PutString(metadata.key(i), out, key);
    PutString(metadata.value(i), out, value);
  }
}

}  // namespace

arrow::Result<Footer> ReadFooter(const std::shared_ptr<arrow::io::RandomAccessFile>& file) {
  Footer footer;
  ARROW_ASSIGN_OR_RAISE(auto bytes, FooterBytes(*file, &footer.offset));
  // Arrow checks the whole of it, and reads what is text.
  auto options = arrow::ipc::IpcReadOptions::Defaults();
  options.ensure_native_endian = false;
  // Not as an owner: a thread of Arrow's would let go of the file a moment after this has returned,
  // and perhaps as the last one, when whoever gave the file is gone (DuckDB, Python).
  ARROW_ASSIGN_OR_RAISE(auto reader, arrow::ipc::RecordBatchFileReader::Open(file.get(), options));
  footer.schema = reader->schema();
  footer.version = reader->version();
  footer.metadata = reader->metadata();

  ARROW_ASSIGN_OR_RAISE(const FlatTable root, FlatTable::Root(Bytes(*bytes)));
  ARROW_ASSIGN_OR_RAISE(footer.dictionaries, ReadBlocks(root, kDictionaries, footer.offset));
  ARROW_ASSIGN_OR_RAISE(footer.batches, ReadBlocks(root, kRecordBatches, footer.offset));
  ARROW_ASSIGN_OR_RAISE(const auto schema, root.Table(kSchema));
  if (!schema) return arrow::Status::Invalid("its footer has no schema");
  footer.schema_message =
      arrow::Buffer::FromString(SchemaMessage(Bytes(*bytes), schema->position()));
  return footer;
}

//   u32 root | vtable | table: i32 vtable, u32 schema, u32 dictionaries, u32 batches,
//   u32 metadata, i16 version | dictionaries | batches | metadata | the message that Arrow makes of
//   the schema, into which the field `schema` points
arrow::Result<std::string> WriteFooter(const Footer& footer) {
  const arrow::ipc::DictionaryFieldMapper mapper(*footer.schema);
  arrow::ipc::IpcPayload payload;
  ARROW_RETURN_NOT_OK(arrow::ipc::GetSchemaPayload(
      *footer.schema, arrow::ipc::IpcWriteOptions::Defaults(), mapper, &payload));
  ARROW_ASSIGN_OR_RAISE(const FlatTable message, FlatTable::Root(Bytes(*payload.metadata)));
  ARROW_ASSIGN_OR_RAISE(const auto schema, message.Table(kHeader));
  if (!schema) return arrow::Status::UnknownError("Arrow made a schema message without a schema");

  FlatWriter out;
  const size_t root = out.Put<uint32_t>(0);
  const size_t vtable = out.position();
  const uint16_t metadata_entry = footer.metadata == nullptr ? 0 : 16;
  for (const uint16_t entry : {14, 24, /*version=*/20, /*schema=*/4, /*dictionaries=*/8,
                               /*recordBatches=*/12, /*custom_metadata=*/int{metadata_entry}}) {
    out.Put<uint16_t>(entry);
  }
  out.Align(kAlignment);
  const size_t table = out.position();
  out.Point(root, table);
  out.Put<int32_t>(static_cast<int32_t>(table - vtable));
  const size_t schema_pointer = out.Put<uint32_t>(0);
  const size_t dictionaries = out.Put<uint32_t>(0);
  const size_t batches = out.Put<uint32_t>(0);
  const size_t metadata = out.Put<uint32_t>(0);
  out.Put<int16_t>(static_cast<int16_t>(arrow::ipc::MetadataVersion::V5));
  PutBlocks(footer.dictionaries, &out, dictionaries);
  PutBlocks(footer.batches, &out, batches);
  if (footer.metadata != nullptr) PutMetadata(*footer.metadata, &out, metadata);
  out.Align(kAlignment);
  out.Point(schema_pointer, out.position() + schema->position());
  out.PutBytes(std::string_view(*payload.metadata));
  out.Align(kAlignment);
  if (out.position() > INT32_MAX) {
    return arrow::Status::CapacityError("the footer of an Arrow file can't have ", out.position(),
                                        " bytes; write fewer, larger batches, or a stream");
  }
  out.Put(static_cast<int32_t>(out.position()));
  out.PutBytes(kFileMagic);
  return out.Take();
}

}  // namespace quiver::ipc
