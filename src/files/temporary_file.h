#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <arrow/io/interfaces.h>
#include <arrow/result.h>

namespace quiver {

/// A file in TMPDIR without a name: gone when it is closed, however the process ends.
class TemporaryFile {
 public:
  static arrow::Result<std::unique_ptr<TemporaryFile>> Make();
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  arrow::Status Append(std::string_view bytes);
  int64_t size() const { return size_; }

  /// What was appended, mapped. The file stays as long as this or the result.
  arrow::Result<std::shared_ptr<arrow::io::RandomAccessFile>> Open() const;

 private:
  explicit TemporaryFile(int descriptor) : descriptor_(descriptor) {}
  const int descriptor_;
  int64_t size_ = 0;
};

}  // namespace quiver
