#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

#include <arrow/result.h>

namespace quiver::ipc {

/// A list of scalars or structs of a FlatBuffer.
class FlatVector {
 public:
  FlatVector() = default;
  FlatVector(const uint8_t* data, size_t size, size_t element_bytes)
      : data_(data), size_(size), element_bytes_(element_bytes) {}

  size_t size() const { return size_; }
  const uint8_t* data() const { return data_; }

  /// The member of element `i` that is `offset` bytes into it.
  template <typename T>
  T Get(size_t i, size_t offset = 0) const {
    T value;
    std::memcpy(&value, data_ + i * element_bytes_ + offset, sizeof(value));
    return value;
  }

 private:
  const uint8_t* data_ = nullptr;
  size_t size_ = 0;
  size_t element_bytes_ = 0;
};

/// A look at a table in a FlatBuffer (flatbuffers.dev/internals), which is what Arrow's metadata
/// are. Arrow C++ has no public headers for the parts of it that we read: where the buffers of a
/// batch lie, and where the batches of a file. Every position is checked, so any bytes may be
/// looked at. Does not own the bytes.
///
///   table:   i32 distance back to its vtable | fields
///   vtable:  u16 its bytes | u16 bytes of the table | u16 offset of each field in the table, or 0
class FlatTable {
 public:
  static arrow::Result<FlatTable> Root(std::span<const uint8_t> bytes);

  template <typename T>
  arrow::Result<T> Scalar(int field, T missing) const {
    ARROW_ASSIGN_OR_RAISE(const size_t place, PlaceOf(field));
    if (place == 0) return missing;
    return Load<T>(place);
  }

  arrow::Result<std::optional<FlatTable>> Table(int field) const;

  /// Empty where there is none.
  arrow::Result<FlatVector> Vector(int field, size_t element_bytes) const;

  /// Where a field's scalar or offset is in the bytes given to Root; 0 where the table has no such
  /// field.
  arrow::Result<size_t> PlaceOf(int field) const;

  /// Where it begins in the bytes given to Root.
  size_t position() const { return position_; }

 private:
  FlatTable(std::span<const uint8_t> bytes, size_t position) : bytes_(bytes), position_(position) {}

  static arrow::Status OutOfBounds();

  template <typename T>
  arrow::Result<T> Load(size_t place) const {
    if (place > bytes_.size() || bytes_.size() - place < sizeof(T)) return OutOfBounds();
    T value;
    std::memcpy(&value, bytes_.data() + place, sizeof(value));
    return value;
  }

  // Where the offset at `place` points.
  arrow::Result<size_t> Follow(size_t place) const;

  std::span<const uint8_t> bytes_;
  size_t position_;
};

}  // namespace quiver::ipc
