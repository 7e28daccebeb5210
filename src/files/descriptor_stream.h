#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <arrow/io/interfaces.h>
#include <arrow/result.h>

namespace quiver {

/// The bytes that a file descriptor gives, of a pipe too: Arrow's own ReadableFile asks for a
/// position, which a pipe has not.
class DescriptorStream final : public arrow::io::InputStream {
 public:
  /// Owns `descriptor`. `name` is for messages.
  DescriptorStream(int descriptor, std::string name);
  ~DescriptorStream() override;

  arrow::Status Close() override;
  bool closed() const override { return descriptor_ < 0; }
  arrow::Result<int64_t> Tell() const override { return position_; }
  /// Less than `bytes` only at the end.
  arrow::Result<int64_t> Read(int64_t bytes, void* out) override;
  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(int64_t bytes) override;

 private:
  int descriptor_;
  const std::string name_;
  int64_t position_ = 0;
};

}  // namespace quiver
