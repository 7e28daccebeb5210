#include "files/http_file.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>

#include <arrow/buffer.h>
#include <arrow/io/concurrency.h>
#include <arrow/io/memory.h>
#include <fmt/format.h>

#include "files/http_request.h"
#include "files/positioned_file.h"
#include "files/temporary_file.h"

namespace quiver {
namespace {

// What the first request asks for: footers are seldom larger.
constexpr int64_t kTailBytes = 64 << 10;

// How often the first request is repeated when its connection breaks.
constexpr int kTriesAgain = 3;

// The whole size in "bytes 0-99/1234".
std::optional<int64_t> SizeInContentRange(const std::map<std::string, std::string>& headers) {
  const auto found = headers.find("content-range");
  if (found == headers.end()) return std::nullopt;
  const std::string& text = found->second;
  const size_t slash = text.rfind('/');
  if (slash == std::string::npos) return std::nullopt;
  int64_t size = 0;
  const char* begin = text.data() + slash + 1;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(begin, end, size);
  if (parsed.ec != std::errc() || parsed.ptr != end || size < 0) return std::nullopt;
  return size;
}

std::string Header(const HttpAnswer& answer, const std::string& name) {
  const auto found = answer.headers.find(name);
  return found == answer.headers.end() ? std::string() : found->second;
}

// Weak tags ("W/...") never match an If-Match.
std::string StrongTag(const HttpAnswer& answer) {
  const std::string tag = Header(answer, "etag");
  return tag.starts_with('"') ? tag : std::string();
}

class HttpFile final : public PositionedFile {
 public:
  HttpFile(std::string url, std::string tag, int64_t size, std::string tail)
      : url_(std::move(url)), tag_(std::move(tag)), size_(size), tail_(std::move(tail)) {}

  arrow::Status Close() override {
    closed_ = true;
    return arrow::Status::OK();
  }
  bool closed() const override { return closed_; }
  arrow::Result<int64_t> GetSize() override { return size_; }

  arrow::Result<std::shared_ptr<arrow::Buffer>> ReadAt(int64_t position, int64_t bytes) override {
    bytes = std::clamp<int64_t>(bytes, 0, std::max<int64_t>(size_ - position, 0));
    ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateBuffer(bytes));
    ARROW_ASSIGN_OR_RAISE(const int64_t read, ReadAt(position, bytes, buffer->mutable_data()));
    if (read != bytes) return arrow::Status::IOError(url_, ": it ends early");
    return buffer;
  }

  arrow::Result<int64_t> ReadAt(int64_t position, int64_t bytes, void* out) override {
    if (position < 0) return arrow::Status::Invalid(url_, ": a negative position");
    bytes = std::clamp<int64_t>(bytes, 0, std::max<int64_t>(size_ - position, 0));
    if (bytes == 0) return 0;
    const int64_t tail_begin = size_ - static_cast<int64_t>(tail_.size());
    if (position >= tail_begin) {
      std::memcpy(out, tail_.data() + (position - tail_begin), bytes);
      return bytes;
    }
    ARROW_RETURN_NOT_OK(Fetch(position, bytes, static_cast<char*>(out)));
    return bytes;
  }

 private:
  arrow::Status Fetch(int64_t position, int64_t bytes, char* out) const {
    int64_t received = 0;
    // A connection that breaks in the middle is taken up where it broke, as long as it gets on.
    for (;;) {
      HttpRequest request;
      request.url = url_;
      request.ranged = true;
      request.first = position + received;
      request.last = position + bytes - 1;
      request.if_match = tag_;
      const int64_t before = received;
      const auto answer = Send(request, [&](std::string_view part) -> arrow::Status {
        if (static_cast<int64_t>(part.size()) > bytes - received) {
          return arrow::Status::IOError(url_, ": the server gives other bytes than asked for");
        }
        std::memcpy(out + received, part.data(), part.size());
        received += static_cast<int64_t>(part.size());
        return arrow::Status::OK();
      });
      if (!answer.ok() && (received == before || received > bytes)) return answer.status();
      if (answer.ok()) {
        const auto size = SizeInContentRange(answer->headers);
        if (answer->status != 206 || (size && *size != size_)) {
          return arrow::Status::IOError(url_, ": it was changed while it was read; start again");
        }
      }
      if (received == bytes) return arrow::Status::OK();
      if (received == before) return arrow::Status::IOError(url_, ": it ends early");
    }
  }

  const std::string url_;
  const std::string tag_;
  const int64_t size_;
  const std::string tail_;
  std::atomic<bool> closed_{false};
};

}  // namespace

arrow::Result<std::shared_ptr<arrow::io::RandomAccessFile>> OpenHttpFile(const std::string& url) {
  HttpRequest request;
  request.url = url;
  request.ranged = true;
  request.first = -kTailBytes;
  std::string tail;
  std::unique_ptr<TemporaryFile> whole;
  arrow::Status kept;
  const auto keep = [&](std::string_view part) -> arrow::Status {
    // More than was asked for: the server does not know ranges, and this is the whole file.
    if (whole == nullptr && tail.size() + part.size() <= static_cast<size_t>(kTailBytes)) {
      tail.append(part);
      return arrow::Status::OK();
    }
    if (whole == nullptr) {
      ARROW_ASSIGN_OR_RAISE(whole, TemporaryFile::Make());
      ARROW_RETURN_NOT_OK(whole->Append(tail));
    }
    return whole->Append(part);
  };
  const auto take = [&](std::string_view part) { return kept = keep(part); };
  auto answer = Send(request, take);
  // Send does not repeat what has begun to come in; here nobody has seen it yet.
  for (int again = 0; again < kTriesAgain && !answer.ok() && kept.ok() && !tail.empty(); ++again) {
    tail.clear();
    whole.reset();
    answer = Send(request, take);
  }
  if (!answer.ok() && answer.status().message().find("HTTP 416") != std::string::npos) {
    // An empty file has no last bytes.
    return std::make_shared<arrow::io::BufferReader>(std::make_shared<arrow::Buffer>(""));
  }
  ARROW_RETURN_NOT_OK(answer.status());
  if (whole != nullptr) return whole->Open();
  const auto size = SizeInContentRange(answer->headers);
  if (answer->status != 206 || !size) {
    return std::make_shared<arrow::io::BufferReader>(arrow::Buffer::FromString(std::move(tail)));
  }
  return std::make_shared<HttpFile>(url, StrongTag(*answer), *size, std::move(tail));
}

arrow::Result<std::string> HttpFingerprint(const std::string& url) {
  HttpRequest request;
  request.url = url;
  request.ranged = true;
  request.first = -1;
  const auto nothing = [](std::string_view) { return arrow::Status::OK(); };
  ARROW_ASSIGN_OR_RAISE(const HttpAnswer answer, Send(request, nothing));
  return fmt::format("{} {} {}", Header(answer, "etag"), Header(answer, "last-modified"),
                     Header(answer, "content-range"));
}

}  // namespace quiver
