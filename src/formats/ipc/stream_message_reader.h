#pragma once

#include <memory>

#include <arrow/io/interfaces.h>
#include <arrow/ipc/message.h>

namespace quiver::ipc {

/// The messages of an Arrow IPC stream, or of an IPC file that comes through a pipe. No message
/// takes more memory than about twice the bytes that really came, whatever it claims to have.
/// For one thread.
class StreamMessageReader final : public arrow::ipc::MessageReader {
 public:
  explicit StreamMessageReader(std::shared_ptr<arrow::io::InputStream> input)
      : input_(std::move(input)) {}

  /// Null after the last one.
  arrow::Result<std::unique_ptr<arrow::ipc::Message>> ReadNextMessage() override;

 private:
  // The bytes of the next message's metadata; 0 after the last one. `may_end`: nothing is as good.
  arrow::Result<int32_t> ReadLength(bool may_end);
  // Fewer where the input ends.
  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(int64_t bytes);

  const std::shared_ptr<arrow::io::InputStream> input_;
  bool at_begin_ = true;
};

}  // namespace quiver::ipc
