#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <arrow/ipc/dictionary.h>
#include <arrow/ipc/reader.h>
#include <arrow/util/compression.h>
#include <arrow/util/key_value_metadata.h>
#include <nlohmann/json.hpp>

#include "core/statistics_metadata.h"
#include "files/input.h"
#include "formats/ipc/ipc_file.h"
#include "formats/ipc/ipc_source.h"
#include "formats/ipc/message_layout.h"
#include "formats/ipc/stream_message_reader.h"

namespace quiver {
namespace {

using ipc::Block;
using ipc::ColumnPlace;
using ipc::MessageLayout;

std::string CodecName(arrow::Compression::type codec) {
  switch (codec) {
    case arrow::Compression::UNCOMPRESSED:
      return "none";
    case arrow::Compression::LZ4_FRAME:
      return "lz4";
    default:
      return arrow::util::Codec::GetCodecAsString(codec);
  }
}

std::string VersionName(arrow::ipc::MetadataVersion version) {
  return "V" + std::to_string(static_cast<int>(version) + 1);
}

// A message and where it lies.
struct PlacedMessage {
  const arrow::ipc::Message& message;
  const arrow::Buffer& body;
  Block block;
};

ColumnLayout LayoutOf(const arrow::Field& field, const MessageLayout& layout,
                      const ColumnPlace& place, const PlacedMessage& placed) {
  ColumnLayout column;
  column.path = field.name();
  column.codec = CodecName(layout.codec);
  column.bytes = 0;
  const int64_t body_offset = placed.block.offset + placed.block.metadata_bytes;
  for (size_t i = place.first_buffer; i < place.first_buffer + place.num_buffers; ++i) {
    const MessageLayout::Buffer& buffer = layout.buffers[i];
    column.bytes += buffer.length;
    if (column.offset < 0) column.offset = body_offset + buffer.offset;
  }
  column.uncompressed_bytes = ipc::UncompressedBytes(layout, place, placed.body);
  return column;
}

arrow::Result<GroupLayout> GroupOf(const arrow::Schema& schema, const MessageLayout& layout,
                                   const PlacedMessage& placed) {
  GroupLayout group;
  group.offset = placed.block.offset;
  group.metadata_bytes = placed.block.metadata_bytes;
  group.body_bytes = placed.block.body_bytes;
  group.rows = layout.length;
  group.metadata = placed.message.custom_metadata();
  ARROW_ASSIGN_OR_RAISE(const auto places,
                        PlacesOfColumns(schema, layout, placed.message.metadata_version()));
  for (int i = 0; i < schema.num_fields(); ++i) {
    group.columns.push_back(LayoutOf(*schema.field(i), layout, places[i], placed));
    // The count that the format itself has: of values that are NULL by their bitmap.
    const ipc::MessageLayout::Node& node = layout.nodes[places[i].first_node];
    group.columns.back().statistics.null_count = node.null_count;
  }
  return group;
}

DictionaryLayout DictionaryOf(const MessageLayout& layout, const Block& block) {
  return {.id = layout.dictionary_id,
          .offset = block.offset,
          .metadata_bytes = block.metadata_bytes,
          .body_bytes = block.body_bytes,
          .values = layout.length,
          .delta = layout.dictionary_delta};
}

void SetStatistics(const arrow::Schema& schema, const GroupStatistics& statistics,
                   GroupLayout* group) {
  for (int i = 0; i < schema.num_fields(); ++i) {
    const auto found = statistics.columns.find(schema.field(i)->name());
    if (found == statistics.columns.end()) continue;
    ColumnStatistics& column = group->columns[i].statistics;
    const int64_t null_count = column.null_count;
    column = found->second;
    if (column.null_count < 0) column.null_count = null_count;
  }
}

std::string WriterOf(const arrow::KeyValueMetadata& metadata) {
  const auto json = nlohmann::json::parse(metadata.Get(std::string(kStatisticsKey)).ValueOr(""),
                                          nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return "";
  const auto writer = json.find("writer");
  return writer != json.end() && writer->is_string() ? writer->get<std::string>() : "";
}

arrow::Status AddMessage(const ipc::IpcFile& file, const Block& block, FileLayout* out) {
  ARROW_ASSIGN_OR_RAISE(const auto message, file.ReadMetadata(block));
  ARROW_ASSIGN_OR_RAISE(const MessageLayout layout, ipc::ReadLayout(*message));
  if (layout.dictionary_id >= 0) {
    out->dictionaries.push_back(DictionaryOf(layout, block));
    return arrow::Status::OK();
  }
  std::shared_ptr<arrow::Buffer> body = std::make_shared<arrow::Buffer>(nullptr, 0);
  // Remote: not for the sake of a length.
  if (file.input()->supports_zero_copy()) {
    ARROW_ASSIGN_OR_RAISE(
        body, file.input()->ReadAt(block.offset + block.metadata_bytes, block.body_bytes));
  }
  ARROW_ASSIGN_OR_RAISE(auto group,
                        GroupOf(*file.footer().schema, layout, {*message, *body, block}));
  out->groups.push_back(std::move(group));
  return arrow::Status::OK();
}

arrow::Result<FileLayout> InspectFile(const ipc::IpcFile& file) {
  FileLayout layout;
  layout.format = "Arrow IPC file";
  layout.version = VersionName(file.footer().version);
  layout.schema = file.footer().schema;
  layout.metadata = file.footer().metadata;
  if (layout.metadata != nullptr) layout.writer = WriterOf(*layout.metadata);
  ARROW_ASSIGN_OR_RAISE(layout.bytes, file.input()->GetSize());
  for (const Block& block : file.footer().dictionaries) {
    ARROW_RETURN_NOT_OK(AddMessage(file, block, &layout));
  }
  for (const Block& block : file.footer().batches) {
    ARROW_RETURN_NOT_OK(AddMessage(file, block, &layout));
  }
  ARROW_ASSIGN_OR_RAISE(const auto batches, file.ReadBatchFacts());
  const auto statistics = file.Statistics(batches);
  for (size_t i = 0; i < statistics.size(); ++i) {
    SetStatistics(*layout.schema, statistics[i], &layout.groups[i]);
  }
  return layout;
}

// What is known of a stream's batch by its metadata.
GroupStatistics StatisticsOf(const arrow::KeyValueMetadata& metadata, const arrow::Schema& schema) {
  GroupStatistics group;
  const auto json = metadata.Get(std::string(kStatisticsKey));
  if (json.ok()) {
    auto groups = ReadStatistics(*json, schema);
    if (groups.size() == 1) return std::move(groups.front());
  }
  ReadPgStromStatistics(metadata, schema, &group);
  return group;
}

arrow::Status AddStreamMessage(const PlacedMessage& placed, FileLayout* out) {
  ARROW_ASSIGN_OR_RAISE(const MessageLayout layout, ipc::ReadLayout(placed.message));
  if (layout.dictionary_id >= 0) {
    out->dictionaries.push_back(DictionaryOf(layout, placed.block));
    return arrow::Status::OK();
  }
  ARROW_ASSIGN_OR_RAISE(auto group, GroupOf(*out->schema, layout, placed));
  if (group.metadata != nullptr) {
    SetStatistics(*out->schema, StatisticsOf(*group.metadata, *out->schema), &group);
    if (out->writer.empty()) out->writer = WriterOf(*group.metadata);
  }
  out->groups.push_back(std::move(group));
  return arrow::Status::OK();
}

arrow::Result<FileLayout> InspectStream(const std::shared_ptr<arrow::io::RandomAccessFile>& file) {
  FileLayout layout;
  layout.format = "Arrow IPC stream";
  ARROW_ASSIGN_OR_RAISE(layout.bytes, file->GetSize());
  ARROW_ASSIGN_OR_RAISE(const auto input, StreamOf(file));
  ipc::StreamMessageReader messages(input);
  arrow::ipc::DictionaryMemo memo;
  for (;;) {
    ARROW_ASSIGN_OR_RAISE(const int64_t begin, input->Tell());
    ARROW_ASSIGN_OR_RAISE(const auto message, messages.ReadNextMessage());
    if (message == nullptr) break;
    ARROW_ASSIGN_OR_RAISE(const int64_t end, input->Tell());
    if (layout.schema == nullptr) {
      ARROW_ASSIGN_OR_RAISE(layout.schema, arrow::ipc::ReadSchema(*message, &memo));
      layout.version = VersionName(message->metadata_version());
      continue;
    }
    const int64_t body = message->body_length();
    ARROW_RETURN_NOT_OK(
        AddStreamMessage({*message, *message->body(), {begin, end - begin - body, body}}, &layout));
  }
  if (layout.schema == nullptr) return arrow::Status::Invalid("it is not Arrow IPC: it is empty");
  return layout;
}

}  // namespace

arrow::Result<FileLayout> InspectIpc(const std::string& path) {
  ARROW_RETURN_NOT_OK(OpenIpcSource(path, SourceOptions()).status());
  ARROW_ASSIGN_OR_RAISE(auto input, OpenInput(path));
  return InspectIpc(path, std::move(input));
}

arrow::Result<FileLayout> InspectIpc(const std::string& path,
                                     std::shared_ptr<arrow::io::RandomAccessFile> input) {
  ARROW_ASSIGN_OR_RAISE(const auto begin, input->ReadAt(0, ipc::kFileMagic.size()));
  const bool is_file = std::string_view(*begin) == ipc::kFileMagic;
  // Errors of opening it name the file already.
  std::shared_ptr<const ipc::IpcFile> file;
  if (is_file) {
    ARROW_ASSIGN_OR_RAISE(file, ipc::IpcFile::Open(path, input));
  }
  auto layout = is_file ? InspectFile(*file) : InspectStream(input);
  if (!layout.ok()) return ipc::InFile(path, layout.status());
  layout->rows = 0;
  for (const GroupLayout& group : layout->groups) layout->rows += group.rows;
  return layout;
}

}  // namespace quiver
