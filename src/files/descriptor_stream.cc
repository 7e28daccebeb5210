#include "files/descriptor_stream.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <arrow/buffer.h>
#include <arrow/status.h>

namespace quiver {
namespace {

constexpr int64_t kMostInOneCall = 1 << 30;

class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  ~Descriptor() { (void)Close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return descriptor_; }
  arrow::Status Close() {
    if (descriptor_ < 0) return arrow::Status::OK();
    const int failed = close(descriptor_);
    descriptor_ = -1;
    if (failed == 0) return arrow::Status::OK();
    return arrow::Status::IOError("can't close a stream: ", std::strerror(errno));
  }

 private:
  int descriptor_;
};

class DescriptorInput final : public arrow::io::InputStream {
 public:
  DescriptorInput(int descriptor, std::string name)
      : descriptor_(descriptor), name_(std::move(name)) {}
  // Arrow asks that a stream be closed before it goes.
  ~DescriptorInput() override { (void)descriptor_.Close(); }

  arrow::Status Close() override { return descriptor_.Close(); }
  bool closed() const override { return descriptor_.get() < 0; }
  arrow::Result<int64_t> Tell() const override { return position_; }

  arrow::Result<int64_t> Read(int64_t bytes, void* out) override {
    int64_t done = 0;
    while (done < bytes) {
      const ssize_t count = read(descriptor_.get(), static_cast<char*>(out) + done,
                                 std::min(bytes - done, kMostInOneCall));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0)
        return arrow::Status::IOError("can't read ", name_, ": ", std::strerror(errno));
      if (count == 0) break;
      done += count;
    }
    position_ += done;
    return done;
  }

  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(int64_t bytes) override {
    ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateResizableBuffer(bytes));
    ARROW_ASSIGN_OR_RAISE(const int64_t count, Read(bytes, buffer->mutable_data()));
    ARROW_RETURN_NOT_OK(buffer->Resize(count));
    return std::shared_ptr<arrow::Buffer>(std::move(buffer));
  }

 private:
  Descriptor descriptor_;
  const std::string name_;
  int64_t position_ = 0;
};

class DescriptorOutput final : public arrow::io::OutputStream {
 public:
  DescriptorOutput(int descriptor, std::string name)
      : descriptor_(descriptor), name_(std::move(name)) {}
  ~DescriptorOutput() override { (void)descriptor_.Close(); }

  arrow::Status Close() override { return descriptor_.Close(); }
  bool closed() const override { return descriptor_.get() < 0; }
  arrow::Result<int64_t> Tell() const override { return position_; }

  using arrow::io::OutputStream::Write;
  arrow::Status Write(const void* data, int64_t bytes) override {
    for (int64_t done = 0; done < bytes;) {
      const ssize_t count = write(descriptor_.get(), static_cast<const char*>(data) + done,
                                  std::min(bytes - done, kMostInOneCall));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0)
        return arrow::Status::IOError("can't write ", name_, ": ", std::strerror(errno));
      done += count;
      position_ += count;
    }
    StartWriteback();
    return arrow::Status::OK();
  }

 private:
  // Asks the system to begin with what it would otherwise leave for the sync at the end, when
  // nothing is left to do meanwhile. Only advice: it fails for what is no file.
  void StartWriteback() {
    constexpr int64_t kWorthAsking = int64_t{32} << 20;
    if (position_ - writeback_ < kWorthAsking) return;
    (void)sync_file_range(descriptor_.get(), writeback_, position_ - writeback_,
                          SYNC_FILE_RANGE_WRITE);
    writeback_ = position_;
  }

  Descriptor descriptor_;
  const std::string name_;
  int64_t position_ = 0;
  int64_t writeback_ = 0;  // what lies before it is on its way
};

}  // namespace

std::shared_ptr<arrow::io::InputStream> ReadDescriptor(int descriptor, std::string name) {
  return std::make_shared<DescriptorInput>(descriptor, std::move(name));
}

std::shared_ptr<arrow::io::OutputStream> WriteDescriptor(int descriptor, std::string name) {
  return std::make_shared<DescriptorOutput>(descriptor, std::move(name));
}

}  // namespace quiver
