#pragma once

namespace quiver::ipc {

/// Numbers of the fields of Arrow's FlatBuffers (arrow/format/Message.fbs).
enum MessageField { kHeader = 2, kBodyLength = 3 };
enum RecordBatchField { kLength, kNodes, kBuffers, kCompression, kVariadicCounts };
enum DictionaryField { kId, kData, kIsDelta };

/// struct Buffer: i64 offset | i64 length
inline constexpr int kBufferBytes = 16;
/// struct FieldNode: i64 length | i64 null count
inline constexpr int kNodeBytes = 16;

}  // namespace quiver::ipc
