#include "files/descriptor_stream.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include <arrow/buffer.h>

namespace quiver {

DescriptorStream::DescriptorStream(int descriptor, std::string name)
    : descriptor_(descriptor), name_(std::move(name)) {}

DescriptorStream::~DescriptorStream() { (void)Close(); }

arrow::Status DescriptorStream::Close() {
  if (descriptor_ >= 0) close(std::exchange(descriptor_, -1));
  return arrow::Status::OK();
}

arrow::Result<int64_t> DescriptorStream::Read(int64_t bytes, void* out) {
  if (closed()) return arrow::Status::Invalid(name_, " is closed");
  int64_t done = 0;
  while (done < bytes) {
    const ssize_t count = read(descriptor_, static_cast<char*>(out) + done, bytes - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      return arrow::Status::IOError("can't read ", name_, ": ", std::strerror(errno));
    }
    if (count == 0) break;
    done += count;
  }
  position_ += done;
  return done;
}

arrow::Result<std::shared_ptr<arrow::Buffer>> DescriptorStream::Read(int64_t bytes) {
  ARROW_ASSIGN_OR_RAISE(std::unique_ptr<arrow::ResizableBuffer> buffer,
                        arrow::AllocateResizableBuffer(bytes));
  ARROW_ASSIGN_OR_RAISE(const int64_t count, Read(bytes, buffer->mutable_data()));
  ARROW_RETURN_NOT_OK(buffer->Resize(count));
  return buffer;
}

}  // namespace quiver
