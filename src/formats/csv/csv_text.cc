#include "formats/csv/csv_text.h"

#include <random>
#include <string_view>
#include <utility>

#include <arrow/buffer.h>
#include <arrow/io/compressed.h>
#include <arrow/io/file.h>
#include <arrow/io/memory.h>
#include <arrow/util/compression.h>
#include <fmt/format.h>

#include "files/input.h"
#include "formats/csv/spool.h"
#include "formats/csv/text_encoding.h"

namespace quiver::csv {
namespace {

/// Enough for the first bytes that name a compression or an encoding.
constexpr int64_t kHeadBytes = 4096;

/// The bytes of a head that was read already, then those of the rest.
class RejoinedStream final : public arrow::io::InputStream {
 public:
  RejoinedStream(std::string head, std::shared_ptr<arrow::io::InputStream> rest)
      : head_(std::move(head)), rest_(std::move(rest)) {}

  arrow::Status Close() override { return rest_->Close(); }
  bool closed() const override { return rest_->closed(); }
  arrow::Result<int64_t> Tell() const override { return position_; }

  arrow::Result<int64_t> Read(int64_t bytes, void* out) override {
    int64_t count = 0;
    if (!head_.empty()) {
      count = static_cast<int64_t>(head_.copy(static_cast<char*>(out), bytes));
      head_.erase(0, count);
    } else {
      ARROW_ASSIGN_OR_RAISE(count, rest_->Read(bytes, out));
    }
    position_ += count;
    return count;
  }

  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(int64_t bytes) override {
    ARROW_ASSIGN_OR_RAISE(std::unique_ptr<arrow::ResizableBuffer> buffer,
                          arrow::AllocateResizableBuffer(bytes));
    ARROW_ASSIGN_OR_RAISE(const int64_t count, Read(bytes, buffer->mutable_data()));
    ARROW_RETURN_NOT_OK(buffer->Resize(count));
    return buffer;
  }

 private:
  std::string head_;
  const std::shared_ptr<arrow::io::InputStream> rest_;
  int64_t position_ = 0;
};

arrow::Compression::type CompressionOf(std::string_view head) {
  using std::string_view_literals::operator""sv;
  if (head.starts_with("\x1f\x8b"sv)) return arrow::Compression::GZIP;
  if (head.starts_with("\x28\xb5\x2f\xfd"sv)) return arrow::Compression::ZSTD;
  if (head.starts_with("BZh"sv)) return arrow::Compression::BZ2;
  if (head.starts_with("\x04\x22\x4d\x18"sv)) return arrow::Compression::LZ4_FRAME;
  return arrow::Compression::UNCOMPRESSED;
}

/// The first kHeadBytes of a stream, or all of it where it is shorter.
arrow::Result<std::string> ReadHead(arrow::io::InputStream* stream) {
  std::string head;
  while (static_cast<int64_t>(head.size()) < kHeadBytes) {
    ARROW_ASSIGN_OR_RAISE(auto piece, stream->Read(kHeadBytes - head.size()));
    if (piece->size() == 0) break;
    head += std::string_view(*piece);
  }
  return head;
}

arrow::Result<std::shared_ptr<arrow::io::RandomAccessFile>> SpoolStream(
    std::shared_ptr<arrow::io::InputStream> stream, const CsvOptions& options,
    const arrow::StopToken& stop, int* mark) {
  ARROW_ASSIGN_OR_RAISE(std::string head, ReadHead(stream.get()));
  const arrow::Compression::type compression = CompressionOf(head);
  stream = std::make_shared<RejoinedStream>(head, stream);
  if (compression != arrow::Compression::UNCOMPRESSED) {
    ARROW_ASSIGN_OR_RAISE(const auto codec, arrow::util::Codec::Create(compression));
    ARROW_ASSIGN_OR_RAISE(stream, arrow::io::CompressedInputStream::Make(codec.get(), stream));
    ARROW_ASSIGN_OR_RAISE(head, ReadHead(stream.get()));
    if (CompressionOf(head) == compression) {
      return arrow::Status::Invalid("it is compressed twice; unpack it once first");
    }
    ARROW_ASSIGN_OR_RAISE(EncodingChoice encoding, ChooseEncoding(options.encoding, head));
    *mark = encoding.decoder == nullptr ? encoding.mark : 0;
    if (encoding.decoder != nullptr) head.erase(0, encoding.mark);
    RejoinedStream rejoined(std::move(head), stream);
    return Spool(&rejoined, encoding.decoder.get(), stop);
  }
  ARROW_ASSIGN_OR_RAISE(EncodingChoice encoding, ChooseEncoding(options.encoding, head));
  *mark = encoding.decoder == nullptr ? encoding.mark : 0;
  if (encoding.decoder != nullptr) {
    ARROW_RETURN_NOT_OK(stream->Advance(encoding.mark));
  }
  return Spool(stream.get(), encoding.decoder.get(), stop);
}

arrow::Result<std::shared_ptr<arrow::io::RandomAccessFile>> OpenSeekable(const std::string& path) {
  if (IsRemote(path)) return OpenInput(path);
  // Not mapped: pages that were read once would count as memory of this process until its end.
  ARROW_RETURN_NOT_OK(OpenInput(path).status());
  return arrow::io::ReadableFile::Open(path);
}

arrow::Status Open(const std::string& path, const CsvOptions& options, const arrow::StopToken& stop,
                   CsvText* text) {
  int mark = 0;
  if (IsStreamOnly(path)) {
    ARROW_ASSIGN_OR_RAISE(auto stream, OpenInputStream(path));
    ARROW_ASSIGN_OR_RAISE(text->file, SpoolStream(std::move(stream), options, stop, &mark));
  } else {
    ARROW_ASSIGN_OR_RAISE(text->file, OpenSeekable(path));
    ARROW_ASSIGN_OR_RAISE(auto head, text->file->ReadAt(0, kHeadBytes));
    bool as_it_is = CompressionOf(std::string_view(*head)) == arrow::Compression::UNCOMPRESSED;
    if (as_it_is) {
      ARROW_ASSIGN_OR_RAISE(EncodingChoice encoding,
                            ChooseEncoding(options.encoding, std::string_view(*head)));
      as_it_is = encoding.decoder == nullptr;
      mark = encoding.mark;
    }
    if (!as_it_is) {
      ARROW_RETURN_NOT_OK(text->file->Seek(0));
      ARROW_ASSIGN_OR_RAISE(text->file, SpoolStream(text->file, options, stop, &mark));
    }
  }
  ARROW_ASSIGN_OR_RAISE(text->end, text->file->GetSize());
  text->begin = mark;
  return arrow::Status::OK();
}

}  // namespace

arrow::Status CsvText::Read(int64_t position, int64_t bytes, char* to) const {
  while (bytes > 0) {
    ARROW_ASSIGN_OR_RAISE(const int64_t count, file->ReadAt(position, bytes, to));
    if (count == 0) return arrow::Status::IOError(name, ": it became shorter while it was read");
    position += count;
    bytes -= count;
    to += count;
  }
  return arrow::Status::OK();
}

arrow::Result<CsvText> OpenCsvText(const std::string& path, const CsvOptions& options,
                                   const arrow::StopToken& stop) {
  CsvText text;
  text.name = path == "-" ? "stdin" : path;
  const arrow::Status status = Open(path, options, stop, &text);
  if (status.IsCancelled()) return status;
  if (!status.ok()) {
    const bool named = status.message().find(path) != std::string::npos;
    return named ? status : status.WithMessage(text.name, ": ", status.message());
  }
  if (IsStreamOnly(path)) {
    // What a pipe gave can't be given again, so no later run has the same.
    std::random_device random;
    text.fingerprint = fmt::format("{} {:08x}{:08x}", text.name, random(), random());
  } else {
    ARROW_ASSIGN_OR_RAISE(text.fingerprint, FileFingerprint(path));
  }
  return text;
}

}  // namespace quiver::csv
