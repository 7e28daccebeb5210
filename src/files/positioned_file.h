#pragma once

#include <cstdint>
#include <memory>

#include <arrow/buffer.h>
#include <arrow/io/interfaces.h>
#include <arrow/result.h>

namespace quiver {

/// A file that is read by ranges, as one that also has a position. What derives from it has both
/// ReadAt and GetSize, which may be called from any thread; the position is for one thread.
class PositionedFile : public arrow::io::RandomAccessFile {
 public:
  using RandomAccessFile::ReadAt;

  arrow::Status Close() override { return arrow::Status::OK(); }
  bool closed() const override { return false; }
  arrow::Result<int64_t> Tell() const final { return position_; }
  arrow::Status Seek(int64_t position) final {
    position_ = position;
    return arrow::Status::OK();
  }
  arrow::Result<int64_t> Read(int64_t bytes, void* out) final {
    ARROW_ASSIGN_OR_RAISE(const int64_t read, ReadAt(position_, bytes, out));
    position_ += read;
    return read;
  }
  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(int64_t bytes) final {
    ARROW_ASSIGN_OR_RAISE(auto buffer, ReadAt(position_, bytes));
    position_ += buffer->size();
    return buffer;
  }

 private:
  int64_t position_ = 0;
};

}  // namespace quiver
