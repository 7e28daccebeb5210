#pragma once

#include <atomic>
#include <memory>
#include <utility>

#include <arrow/io/file.h>
#include <arrow/io/interfaces.h>

namespace quiver::testing {

/// A file that counts the bytes that are read from it.
class CountingFile final : public arrow::io::RandomAccessFile {
 public:
  explicit CountingFile(std::shared_ptr<arrow::io::RandomAccessFile> file)
      : file_(std::move(file)) {}

  int64_t bytes_read() const { return bytes_read_; }

  arrow::Result<int64_t> GetSize() override { return file_->GetSize(); }
  arrow::Result<int64_t> ReadAt(int64_t position, int64_t bytes, void* out) override {
    bytes_read_ += bytes;
    return file_->ReadAt(position, bytes, out);
  }
  arrow::Result<std::shared_ptr<arrow::Buffer>> ReadAt(int64_t position, int64_t bytes) override {
    bytes_read_ += bytes;
    return file_->ReadAt(position, bytes);
  }
  arrow::Result<int64_t> Read(int64_t bytes, void* out) override {
    bytes_read_ += bytes;
    return file_->Read(bytes, out);
  }
  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(int64_t bytes) override {
    bytes_read_ += bytes;
    return file_->Read(bytes);
  }
  arrow::Status Seek(int64_t position) override { return file_->Seek(position); }
  arrow::Result<int64_t> Tell() const override { return file_->Tell(); }
  arrow::Status Close() override { return file_->Close(); }
  bool closed() const override { return file_->closed(); }

 private:
  const std::shared_ptr<arrow::io::RandomAccessFile> file_;
  std::atomic<int64_t> bytes_read_{0};
};

}  // namespace quiver::testing
