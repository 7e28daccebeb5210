#include "formats/ipc/ipc_file.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <utility>

#include <arrow/ipc/dictionary.h>
#include <arrow/ipc/reader.h>

#include "core/statistics_metadata.h"
#include "files/input.h"
#include "formats/ipc/coalesced_ranges.h"

namespace quiver::ipc {
namespace {

constexpr int32_t kContinuation = -1;

// The flatbuffer of a message behind its length: i32 -1 | i32 length, or, before Arrow 0.15, the
// length alone.
arrow::Result<std::shared_ptr<arrow::Buffer>> WithoutPrefix(std::shared_ptr<arrow::Buffer> bytes) {
  const auto damaged = arrow::Status::Invalid("a message has a wrong length");
  int32_t words[2];
  if (bytes->size() < static_cast<int64_t>(sizeof(words))) return damaged;
  std::memcpy(words, bytes->data(), sizeof(words));
  const bool old = words[0] != kContinuation;
  const int64_t prefix = old ? 4 : 8;
  const int32_t length = old ? words[0] : words[1];
  if (length <= 0 || length > bytes->size() - prefix) return damaged;
  return arrow::SliceBuffer(std::move(bytes), prefix, length);
}

std::vector<int64_t> ColumnBytes(const arrow::Schema& schema, const MessageLayout& layout,
                                 const arrow::ipc::Message& message) {
  std::vector<int64_t> bytes;
  const auto places = PlacesOfColumns(schema, layout, message.metadata_version());
  if (!places.ok()) return bytes;
  for (const ColumnPlace& place : *places) {
    const auto first = layout.buffers.begin() + static_cast<int64_t>(place.first_buffer);
    bytes.push_back(std::accumulate(
        first, first + static_cast<int64_t>(place.num_buffers), int64_t{0},
        [](int64_t sum, const MessageLayout::Buffer& buffer) { return sum + buffer.length; }));
  }
  return bytes;
}

}  // namespace

arrow::Status InFile(const std::string& path, const arrow::Status& status) {
  return status.WithMessage(path, ": ", status.message());
}

arrow::Result<std::shared_ptr<const IpcFile>> IpcFile::Open(const std::string& path) {
  ARROW_ASSIGN_OR_RAISE(auto input, OpenInput(path));
  return Open(path, std::move(input));
}

arrow::Result<std::shared_ptr<const IpcFile>> IpcFile::Open(
    const std::string& path, std::shared_ptr<arrow::io::RandomAccessFile> input) {
  auto footer = ReadFooter(input);
  if (!footer.ok()) return InFile(path, footer.status());
  std::shared_ptr<IpcFile> file = Make(path, std::move(input), *std::move(footer));
  const auto fetched = file->FetchMetadata();
  if (!fetched.ok()) return InFile(path, fetched);
  return file;
}

std::shared_ptr<const IpcFile> IpcFile::OpenIndexed(
    const std::string& path, std::shared_ptr<arrow::io::RandomAccessFile> input, Footer footer) {
  return Make(path, std::move(input), std::move(footer));
}

std::shared_ptr<IpcFile> IpcFile::Make(const std::string& path,
                                       std::shared_ptr<arrow::io::RandomAccessFile> input,
                                       Footer footer) {
  std::shared_ptr<IpcFile> file(new IpcFile);
  file->path_ = path;
  file->input_ = std::move(input);
  file->footer_ = std::move(footer);
  file->schema_ =
      WithoutStatistics(file->footer_.schema->WithEndianness(arrow::Endianness::Native));
  return file;
}

arrow::Status IpcFile::FetchMetadata() {
  if (input_->supports_zero_copy()) return arrow::Status::OK();
  // Small, as these bytes are read for nothing when they are of large batches' bodies.
  constexpr int64_t kReadOver = 64 << 10;
  constexpr int64_t kMostBytes = int64_t{16} << 20;
  std::vector<arrow::io::ReadRange> ranges;
  std::map<int64_t, int64_t> lengths;
  for (const Block& block : footer_.batches) {
    ranges.push_back({block.offset, block.metadata_bytes});
    lengths[block.offset] = block.metadata_bytes;
  }
  for (const auto& range : Coalesced(std::move(ranges), kReadOver, kMostBytes)) {
    ARROW_ASSIGN_OR_RAISE(const auto bytes, input_->ReadAt(range.offset, range.length));
    if (bytes->size() != range.length) return arrow::Status::Invalid("it ends inside of a message");
    const int64_t end = range.offset + range.length;
    for (auto i = lengths.lower_bound(range.offset); i != lengths.end() && i->first < end; ++i) {
      const auto [offset, length] = *i;
      // The next request's, where blocks overlap.
      if (offset + length > end) continue;
      ARROW_ASSIGN_OR_RAISE(fetched_metadata_[offset],
                            bytes->CopySlice(offset - range.offset, length));
    }
  }
  return arrow::Status::OK();
}

arrow::Result<std::shared_ptr<arrow::Buffer>> IpcFile::MetadataBytes(const Block& block) const {
  const auto fetched = fetched_metadata_.find(block.offset);
  if (fetched != fetched_metadata_.end() && fetched->second->size() == block.metadata_bytes) {
    return fetched->second;
  }
  return input_->ReadAt(block.offset, block.metadata_bytes);
}

arrow::Result<std::unique_ptr<arrow::ipc::Message>> IpcFile::ReadMetadata(
    const Block& block, std::shared_ptr<arrow::Buffer> body) const {
  ARROW_ASSIGN_OR_RAISE(auto bytes, MetadataBytes(block));
  ARROW_ASSIGN_OR_RAISE(auto metadata, WithoutPrefix(std::move(bytes)));
  ARROW_ASSIGN_OR_RAISE(auto message,
                        arrow::ipc::Message::Open(std::move(metadata), std::move(body)));
  if (message->body_length() != block.body_bytes) {
    return arrow::Status::Invalid("the message at ", block.offset, " and the footer disagree");
  }
  return message;
}

bool IpcFile::HeaderHasStatistics() const {
  // The schema comes after the magic, at the next multiple of 8.
  constexpr int64_t kSchemaOffset = 8;
  int64_t end = footer_.offset;
  for (const Block& block : footer_.batches) end = std::min(end, block.offset);
  for (const Block& block : footer_.dictionaries) end = std::min(end, block.offset);
  const Block whole{kSchemaOffset, std::max<int64_t>(0, end - kSchemaOffset), 0};
  const auto message = ReadMetadata(whole);
  if (!message.ok()) return true;
  arrow::ipc::DictionaryMemo memo;
  const auto schema = arrow::ipc::ReadSchema(**message, &memo);
  return !schema.ok() || HasPgStromStatistics(**schema);
}

arrow::Result<BatchFacts> IpcFile::ReadFacts(const Block& block) const {
  ARROW_ASSIGN_OR_RAISE(const auto message, ReadMetadata(block));
  ARROW_ASSIGN_OR_RAISE(const MessageLayout layout, ReadLayout(*message));
  return BatchFacts{.rows = layout.length,
                    .compressed = layout.codec != arrow::Compression::UNCOMPRESSED,
                    .column_bytes = ColumnBytes(*footer_.schema, layout, *message),
                    .metadata = message->custom_metadata()};
}

arrow::Result<std::vector<BatchFacts>> IpcFile::ReadBatchFacts() const {
  std::vector<BatchFacts> batches;
  for (const Block& block : footer_.batches) {
    auto facts = ReadFacts(block);
    if (!facts.ok()) {
      return facts.status().WithMessage("record batch ", batches.size() + 1, " at byte ",
                                        block.offset, ": ", facts.status().message());
    }
    batches.push_back(*std::move(facts));
  }
  return batches;
}

std::vector<GroupStatistics> IpcFile::Statistics(const std::vector<BatchFacts>& batches) const {
  std::vector<GroupStatistics> statistics;
  const std::string key(kStatisticsKey);
  const bool ours = footer_.metadata != nullptr && footer_.metadata->Contains(key);
  if (ours) {
    statistics = ReadStatistics(footer_.metadata->Get(key).ValueOr(""), *schema_);
  } else if (HasPgStromStatistics(*footer_.schema) && !HeaderHasStatistics()) {
    // PG-Strom's tools know them only when they write the footer. In both places they are a copy
    // of another file's schema, by a program that does not know what they mean.
    statistics = ReadPgStromStatistics(*footer_.schema, batches.size());
  }
  if (statistics.size() != batches.size()) statistics.assign(batches.size(), {});
  for (size_t i = 0; i < batches.size(); ++i) {
    // Of other rows than these.
    if (statistics[i].rows >= 0 && statistics[i].rows != batches[i].rows) statistics[i] = {};
    statistics[i].rows = batches[i].rows;
    if (!ours && batches[i].metadata != nullptr && batches[i].metadata->Contains(key)) {
      // As streams have them.
      const auto own = ReadStatistics(batches[i].metadata->Get(key).ValueOr(""), *schema_);
      const bool fits = own.size() == 1 && own[0].rows == batches[i].rows;
      if (fits) statistics[i] = own[0];
    }
    if (!ours && batches[i].metadata != nullptr) {
      ReadPgStromStatistics(*batches[i].metadata, *schema_, &statistics[i]);
    }
  }
  return statistics;
}

}  // namespace quiver::ipc
