#include "stream_table.h"

#include <atomic>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include <arrow/io/interfaces.h>
#include <arrow/ipc/dictionary.h>
#include <arrow/ipc/reader.h>

#include "core/statistics_metadata.h"
#include "files/input.h"
#include "formats/ipc/batch_slicer.h"
#include "formats/ipc/ipc_file.h"
#include "formats/ipc/message_layout.h"
#include "formats/ipc/stream_message_reader.h"

namespace quiver::duckdb_extension {
namespace {

using arrow::ipc::Message;
using MessagePointer = std::shared_ptr<Message>;

// A stream of which the schema was read.
struct OpenStream {
  std::unique_ptr<ipc::StreamMessageReader> messages;
  MessagePointer schema_message;
};

using InputFile = std::shared_ptr<arrow::io::RandomAccessFile>;

// `file` is null where it can be read only once.
arrow::Result<OpenStream> Begin(const std::string& path, const InputFile& file) {
  ARROW_ASSIGN_OR_RAISE(auto input, file == nullptr ? OpenInputStream(path) : StreamOf(file));
  OpenStream stream;
  stream.messages = std::make_unique<ipc::StreamMessageReader>(std::move(input));
  auto message = stream.messages->ReadNextMessage();
  if (!message.ok()) return ipc::InFile(path, message.status());
  if (*message == nullptr || (*message)->type() != arrow::ipc::MessageType::SCHEMA) {
    return arrow::Status::Invalid(path, ": it does not begin with a schema");
  }
  stream.schema_message = *std::move(message);
  return stream;
}

// A batch, and how many of the stream's dictionaries come before it.
struct StreamBatch {
  MessagePointer message;
  size_t dictionaries = 0;
};

// The stream as one thread decodes it: the schema, and before each batch that it asks for the
// dictionaries that it has not seen.
class Replay final : public arrow::ipc::MessageReader {
 public:
  explicit Replay(MessagePointer schema) { next_.push_back(std::move(schema)); }

  void Push(MessagePointer message) { next_.push_back(std::move(message)); }

  arrow::Result<std::unique_ptr<Message>> ReadNextMessage() override {
    if (given_ == next_.size()) return nullptr;
    const MessagePointer message = std::move(next_[given_++]);
    return Message::Open(message->metadata(), message->body());
  }

 private:
  std::vector<MessagePointer> next_;
  size_t given_ = 0;
};

struct Decoder {
  Replay* replay = nullptr;  // owned by `batches`
  std::shared_ptr<arrow::ipc::RecordBatchStreamReader> batches;
  size_t dictionaries = 0;  // that it has seen
};

class StreamScan final : public ArrowScan {
 public:
  StreamScan(std::string path, OpenStream stream, std::vector<int> columns)
      : path_(std::move(path)), stream_(std::move(stream)), columns_(std::move(columns)) {}

  std::optional<int64_t> ClaimPart() override {
    const std::lock_guard lock(mutex_);
    if (at_end_ && next_part_ >= batches_read_) return std::nullopt;
    return next_part_++;
  }

  arrow::Result<Part> OpenPart(int64_t part) override {
    auto opened = Open(part);
    if (opened.ok()) return opened;
    return ipc::InFile(path_, opened.status().WithMessage("record batch ", part + 1, ": ",
                                                          opened.status().message()));
  }

  double progress() const override { return 0; }

 private:
  arrow::Result<Part> Open(int64_t part) {
    StreamBatch batch;
    ARROW_RETURN_NOT_OK(Take(part, &batch));
    arrow::RecordBatchVector batches;
    Part result;
    if (batch.message != nullptr) {
      ARROW_ASSIGN_OR_RAISE(auto decoded, Decode(batch));
      batches.push_back(std::move(decoded));
      result.num_batches = 1;
      result.bytes = batch.message->body_length();
    }
    const auto schema = batches.empty() ? arrow::schema({}) : batches[0]->schema();
    ARROW_ASSIGN_OR_RAISE(result.batches,
                          arrow::RecordBatchReader::Make(std::move(batches), schema));
    return result;
  }

  // The batch with this number, with what comes before it in the stream. Without a message at the
  // stream's end.
  arrow::Status Take(int64_t part, StreamBatch* batch) {
    const std::lock_guard lock(mutex_);
    ARROW_RETURN_NOT_OK(error_);
    while (batches_read_ <= part && !at_end_) {
      error_ = ReadMessage();
      at_end_ |= !error_.ok();
      ARROW_RETURN_NOT_OK(error_);
    }
    const auto found = waiting_.find(part);
    if (found == waiting_.end()) return arrow::Status::OK();
    *batch = std::move(found->second);
    waiting_.erase(found);
    return arrow::Status::OK();
  }

  arrow::Status ReadMessage() {
    ARROW_ASSIGN_OR_RAISE(MessagePointer message, stream_.messages->ReadNextMessage());
    if (message == nullptr) {
      at_end_ = true;
    } else if (message->type() == arrow::ipc::MessageType::DICTIONARY_BATCH) {
      dictionaries_.push_back(std::move(message));
    } else {
      waiting_[batches_read_++] = {std::move(message), dictionaries_.size()};
    }
    return arrow::Status::OK();
  }

  arrow::Result<std::shared_ptr<arrow::RecordBatch>> Decode(const StreamBatch& batch) {
    if (columns_.empty()) {
      ARROW_ASSIGN_OR_RAISE(const auto layout, ipc::ReadLayout(*batch.message));
      return arrow::RecordBatch::Make(arrow::schema({}), layout.length, arrow::ArrayVector());
    }
    ARROW_ASSIGN_OR_RAISE(Decoder decoder, TakeDecoder(batch));
    decoder.replay->Push(batch.message);
    std::shared_ptr<arrow::RecordBatch> decoded;
    ARROW_RETURN_NOT_OK(decoder.batches->ReadNext(&decoded));
    if (decoded == nullptr) return arrow::Status::Invalid("its dictionaries are not there");
    ARROW_RETURN_NOT_OK(ipc::CheckValues(*decoded));
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(decoder));
    return decoded;
  }

  // One that has seen no dictionary that comes after the batch, and then all that come before it.
  arrow::Result<Decoder> TakeDecoder(const StreamBatch& batch) {
    Decoder decoder;
    std::vector<MessagePointer> unseen;
    {
      const std::lock_guard lock(mutex_);
      for (auto idle = idle_.begin(); idle != idle_.end(); ++idle) {
        if (idle->dictionaries > batch.dictionaries) continue;
        decoder = std::move(*idle);
        idle_.erase(idle);
        break;
      }
      unseen.assign(dictionaries_.begin() + static_cast<int64_t>(decoder.dictionaries),
                    dictionaries_.begin() + static_cast<int64_t>(batch.dictionaries));
    }
    if (decoder.batches == nullptr) {
      auto options = arrow::ipc::IpcReadOptions::Defaults();
      options.included_fields = columns_;
      options.use_threads = false;
      options.ensure_alignment = arrow::ipc::Alignment::kDataTypeSpecificAlignment;
      auto replay = std::make_unique<Replay>(stream_.schema_message);
      decoder.replay = replay.get();
      ARROW_ASSIGN_OR_RAISE(decoder.batches,
                            arrow::ipc::RecordBatchStreamReader::Open(std::move(replay), options));
    }
    for (MessagePointer& dictionary : unseen) decoder.replay->Push(std::move(dictionary));
    decoder.dictionaries = batch.dictionaries;
    return decoder;
  }

  const std::string path_;
  OpenStream stream_;  // its messages: guarded by mutex_
  const std::vector<int> columns_;

  std::mutex mutex_;
  int64_t next_part_ = 0;  // guarded by mutex_, as all below
  int64_t batches_read_ = 0;
  bool at_end_ = false;
  arrow::Status error_;
  std::vector<MessagePointer> dictionaries_;
  std::map<int64_t, StreamBatch> waiting_;  // read, and not taken yet
  std::vector<Decoder> idle_;
};

class StreamTable final : public ArrowTable {
 public:
  StreamTable(std::string path, InputFile file, std::shared_ptr<const GuardedMapping> mapping,
              std::shared_ptr<arrow::Schema> schema, OpenStream stream)
      : path_(std::move(path)),
        file_(std::move(file)),
        mapping_(std::move(mapping)),
        schema_(std::move(schema)),
        stream_(std::move(stream)) {}

  const std::shared_ptr<arrow::Schema>& schema() const override { return schema_; }
  int64_t num_rows() const override { return -1; }
  bool can_scan() const override { return file_ != nullptr || !scanned_; }
  arrow::Status CheckWhole() const override {
    return mapping_ == nullptr ? arrow::Status::OK() : mapping_->CheckWhole();
  }
  bool has_changed() const override { return mapping_ != nullptr && mapping_->has_changed(); }

  arrow::Result<std::unique_ptr<ArrowScan>> Scan(std::vector<int> columns,
                                                 const Predicate*) override {
    if (!scanned_.exchange(true)) {
      return std::make_unique<StreamScan>(path_, std::move(stream_), std::move(columns));
    }
    if (file_ == nullptr) {
      return arrow::Status::Invalid(
          path_, ": it can be read only once; put what it holds into a table or a file first");
    }
    ARROW_ASSIGN_OR_RAISE(auto stream, Begin(path_, file_));
    return std::make_unique<StreamScan>(path_, std::move(stream), std::move(columns));
  }

 private:
  const std::string path_;
  const InputFile file_;
  const std::shared_ptr<const GuardedMapping> mapping_;
  const std::shared_ptr<arrow::Schema> schema_;
  std::atomic<bool> scanned_{false};
  OpenStream stream_;  // for the first scan
};

}  // namespace

arrow::Result<std::shared_ptr<ArrowTable>> OpenStreamTable(
    const std::string& path, InputFile input, std::shared_ptr<const GuardedMapping> mapping) {
  ARROW_ASSIGN_OR_RAISE(auto stream, Begin(path, input));
  arrow::ipc::DictionaryMemo memo;
  auto schema = arrow::ipc::ReadSchema(*stream.schema_message, &memo);
  if (!schema.ok()) return ipc::InFile(path, schema.status());
  auto native = WithoutStatistics((*schema)->WithEndianness(arrow::Endianness::Native));
  return std::make_shared<StreamTable>(path, std::move(input), std::move(mapping),
                                       std::move(native), std::move(stream));
}

}  // namespace quiver::duckdb_extension
