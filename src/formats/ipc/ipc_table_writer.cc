#include "formats/ipc/ipc_table_writer.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <utility>
#include <vector>

#include <arrow/ipc/writer.h>

#include "core/column_statistics.h"
#include "core/statistics_metadata.h"
#include "formats/ipc/aligned_payload.h"
#include "formats/ipc/write_options.h"

namespace quiver::ipc {
namespace {

// i32 -1 | i32 0
constexpr std::string_view kEndOfStream("\xff\xff\xff\xff\0\0\0\0", 8);

// The schema's message, made so long that what comes after it begins at a multiple of `alignment`.
std::string SchemaBytes(const arrow::Buffer& metadata, int64_t position, int32_t alignment) {
  constexpr int64_t kPrefixBytes = 8;
  const int64_t end = position + kPrefixBytes + metadata.size();
  const int64_t padding = (alignment - end % alignment) % alignment;
  const std::array<int32_t, 2> prefix = {-1, static_cast<int32_t>(metadata.size() + padding)};
  std::string bytes(reinterpret_cast<const char*>(prefix.data()), sizeof(prefix));
  bytes += std::string_view(metadata);
  bytes.append(padding, '\0');
  return bytes;
}

}  // namespace

// A batch of the file.
struct IpcTableWriter::Piece {
  std::shared_ptr<arrow::RecordBatch> batch;
  GroupStatistics statistics;
  arrow::ipc::IpcPayload payload;
};

class IpcTableWriter::Pieces final : public TableFileWriter::Encoded {
 public:
  int64_t bytes() const override {
    int64_t sum = 0;
    for (const Piece& piece : pieces) sum += piece.payload.body_length;
    return sum;
  }

  std::vector<Piece> pieces;
};

IpcTableWriter::IpcTableWriter(Container container, std::shared_ptr<arrow::io::OutputStream> file,
                               std::shared_ptr<arrow::Schema> schema,
                               arrow::ipc::IpcWriteOptions options,
                               std::vector<bool> statistics_columns, int64_t batch_rows)
    : container_(container),
      file_(std::move(file)),
      schema_(std::move(schema)),
      options_(std::move(options)),
      statistics_columns_(std::move(statistics_columns)),
      batch_rows_(batch_rows),
      dictionaries_(*schema_, options_, /*can_replace=*/container == Container::kStream) {}

arrow::Result<std::unique_ptr<IpcTableWriter>> IpcTableWriter::Make(
    Container container, std::shared_ptr<arrow::io::OutputStream> file,
    const TableDescription& table, const SinkOptions& options) {
  ARROW_ASSIGN_OR_RAISE(auto write, WriteOptionsOf(options));
  ARROW_ASSIGN_OR_RAISE(auto columns, StatisticsColumns(table, options));
  // Statistics of another file would not be those of this one.
  return std::unique_ptr<IpcTableWriter>(
      new IpcTableWriter(container, std::move(file), WithoutStatistics(table.schema),
                         std::move(write), std::move(columns), options.batch_rows));
}

arrow::Result<std::unique_ptr<TableFileWriter>> IpcTableWriter::OpenFile(
    std::shared_ptr<arrow::io::OutputStream> file, const TableDescription& table,
    const SinkOptions& options) {
  ARROW_ASSIGN_OR_RAISE(auto writer, Make(Container::kFile, std::move(file), table, options));
  ARROW_RETURN_NOT_OK(writer->WriteBegin());
  return writer;
}

arrow::Result<std::unique_ptr<TableFileWriter>> IpcTableWriter::OpenStream(
    std::shared_ptr<arrow::io::OutputStream> file, const TableDescription& table,
    const SinkOptions& options) {
  ARROW_ASSIGN_OR_RAISE(auto writer, Make(Container::kStream, std::move(file), table, options));
  ARROW_RETURN_NOT_OK(writer->WriteBegin());
  return writer;
}

IpcTableWriter::~IpcTableWriter() {
  if (finished_ || container_ == Container::kFile || file_->closed()) return;
  (void)file_->Write(kEndOfStream.substr(0, sizeof(int32_t)));
}

bool IpcTableWriter::HasStatistics() const {
  return std::ranges::any_of(statistics_columns_, [](bool written) { return written; });
}

arrow::Status IpcTableWriter::WriteBegin() {
  if (container_ == Container::kFile) {
    // The magic, to a multiple of 8.
    ARROW_RETURN_NOT_OK(file_->Write(std::string_view("ARROW1\0\0", 8)));
  }
  const arrow::ipc::DictionaryFieldMapper mapper(*schema_);
  arrow::ipc::IpcPayload payload;
  ARROW_RETURN_NOT_OK(arrow::ipc::GetSchemaPayload(*schema_, options_, mapper, &payload));
  ARROW_ASSIGN_OR_RAISE(const int64_t position, file_->Tell());
  return file_->Write(SchemaBytes(*payload.metadata, position, options_.alignment));
}

arrow::Result<GroupStatistics> IpcTableWriter::StatisticsOf(const arrow::RecordBatch& batch) const {
  GroupStatistics group;
  group.rows = batch.num_rows();
  for (int i = 0; i < batch.num_columns(); ++i) {
    // Statistics are by name: without, for a name that is there twice.
    const bool is_only = schema_->GetFieldByName(schema_->field(i)->name()) != nullptr;
    if (!statistics_columns_[i] || !is_only) continue;
    ARROW_ASSIGN_OR_RAISE(group.columns[schema_->field(i)->name()],
                          ComputeStatistics(*batch.column(i)));
  }
  return group;
}

arrow::Result<arrow::ipc::IpcPayload> IpcTableWriter::PayloadOf(
    const arrow::RecordBatch& batch, const GroupStatistics& statistics) const {
  std::shared_ptr<arrow::KeyValueMetadata> metadata;
  if (HasStatistics()) {
    metadata = std::make_shared<arrow::KeyValueMetadata>();
    AddPgStromStatistics(*schema_, statistics, metadata.get());
    if (container_ == Container::kStream) {
      metadata->Append(std::string(kStatisticsKey), WriteStatistics(*schema_, {statistics}));
    }
  }
  arrow::ipc::IpcPayload payload;
  ARROW_RETURN_NOT_OK(
      arrow::ipc::GetRecordBatchPayload(batch, std::move(metadata), options_, &payload));
  ARROW_RETURN_NOT_OK(AlignBuffers(options_.alignment, &payload));
  return payload;
}

arrow::Result<std::unique_ptr<TableFileWriter::Encoded>> IpcTableWriter::Encode(
    const std::shared_ptr<arrow::RecordBatch>& batch) {
  auto encoded = std::make_unique<Pieces>();
  const int64_t rows = batch->num_rows();
  const int64_t most_rows = batch_rows_ > 0 ? batch_rows_ : std::max<int64_t>(rows, 1);
  for (int64_t begin = 0; begin < rows; begin += most_rows) {
    Piece piece{.batch = most_rows >= rows ? batch : batch->Slice(begin, most_rows)};
    ARROW_ASSIGN_OR_RAISE(piece.statistics, StatisticsOf(*piece.batch));
    ARROW_ASSIGN_OR_RAISE(piece.payload, PayloadOf(*piece.batch, piece.statistics));
    encoded->pieces.push_back(std::move(piece));
  }
  return encoded;
}

arrow::Status IpcTableWriter::Append(std::unique_ptr<Encoded> batch) {
  for (Piece& piece : static_cast<Pieces&>(*batch).pieces) {
    ARROW_RETURN_NOT_OK(AppendPiece(std::move(piece)));
  }
  return arrow::Status::OK();
}

arrow::Status IpcTableWriter::AppendPiece(Piece piece) {
  const auto write_dictionary = [&](int64_t id, const arrow::ipc::IpcPayload& payload) {
    dictionary_ids_.push_back(id);
    return WritePayload(payload, &footer_.dictionaries);
  };
  ARROW_ASSIGN_OR_RAISE(const auto changed, dictionaries_.Write(*piece.batch, write_dictionary));
  if (changed != nullptr) {
    ARROW_ASSIGN_OR_RAISE(piece.payload, PayloadOf(*changed, piece.statistics));
  }
  ARROW_RETURN_NOT_OK(WritePayload(piece.payload, &footer_.batches));
  statistics_.push_back(std::move(piece.statistics));
  return arrow::Status::OK();
}

arrow::Status IpcTableWriter::WritePayload(const arrow::ipc::IpcPayload& payload,
                                           std::vector<Block>* blocks) {
  Block block{.body_bytes = payload.body_length};
  ARROW_ASSIGN_OR_RAISE(block.offset, file_->Tell());
  int32_t metadata_bytes = 0;
  ARROW_RETURN_NOT_OK(arrow::ipc::WriteIpcPayload(payload, options_, file_.get(), &metadata_bytes));
  block.metadata_bytes = metadata_bytes;
  if (container_ == Container::kFile) blocks->push_back(block);
  return arrow::Status::OK();
}

// Many readers of files know no deltas. A dictionary that grew is written once more, as a whole,
// and the footer names it instead of its parts, which stay for those who read the file as a stream.
arrow::Status IpcTableWriter::ReplaceDeltas() {
  // The ids of an older part of the file are not known.
  if (dictionary_ids_.size() != footer_.dictionaries.size()) return arrow::Status::OK();
  std::map<int64_t, std::vector<Block>> parts;
  for (size_t i = 0; i < dictionary_ids_.size(); ++i) {
    parts[dictionary_ids_[i]].push_back(footer_.dictionaries[i]);
  }
  footer_.dictionaries.clear();
  for (const auto& [id, blocks] : parts) {
    if (blocks.size() == 1) {
      footer_.dictionaries.push_back(blocks.front());
      continue;
    }
    ARROW_RETURN_NOT_OK(
        dictionaries_.WriteWhole(id, [&](int64_t, const arrow::ipc::IpcPayload& payload) {
          return WritePayload(payload, &footer_.dictionaries);
        }));
  }
  return arrow::Status::OK();
}

arrow::Status IpcTableWriter::Finish() {
  finished_ = true;
  if (container_ == Container::kFile) ARROW_RETURN_NOT_OK(ReplaceDeltas());
  ARROW_RETURN_NOT_OK(file_->Write(kEndOfStream));
  if (container_ == Container::kStream) return arrow::Status::OK();
  footer_.schema = schema_;
  const std::string key(kStatisticsKey);
  if (footer_.metadata != nullptr && footer_.metadata->Contains(key)) {
    auto metadata = footer_.metadata->Copy();
    ARROW_RETURN_NOT_OK(metadata->Delete(key));
    footer_.metadata = metadata->size() == 0 ? nullptr : std::move(metadata);
  }
  const bool any = std::ranges::any_of(
      statistics_, [](const GroupStatistics& group) { return !group.columns.empty(); });
  if (any) {
    footer_.schema = WithPgStromStatistics(schema_, statistics_);
    auto metadata = footer_.metadata == nullptr ? std::make_shared<arrow::KeyValueMetadata>()
                                                : footer_.metadata->Copy();
    metadata->Append(key, WriteStatistics(*schema_, statistics_));
    footer_.metadata = std::move(metadata);
  }
  ARROW_ASSIGN_OR_RAISE(const std::string bytes, WriteFooter(footer_));
  return file_->Write(bytes);
}

}  // namespace quiver::ipc
