#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>

namespace quiver::postgres {

/// Bytes in the order in which PostgreSQL sends them, most significant first. Grows as needed and
/// keeps its memory over Clear, so that after the first rows nothing is allocated.
class WireBuffer {
 public:
  WireBuffer() = default;
  ~WireBuffer() { std::free(data_); }
  WireBuffer(const WireBuffer&) = delete;
  WireBuffer& operator=(const WireBuffer&) = delete;

  const char* data() const { return data_; }
  size_t size() const { return size_; }
  void Clear() { size_ = 0; }
  /// Forgets everything behind the first `size` bytes.
  void Truncate(size_t size) { size_ = size; }

  void PutInt8(int8_t value) { Put(static_cast<uint8_t>(value)); }
  void PutInt16(int16_t value) { Put(__builtin_bswap16(value)); }
  void PutInt32(int32_t value) { Put(__builtin_bswap32(value)); }
  void PutInt64(int64_t value) { Put(__builtin_bswap64(value)); }
  void PutBytes(std::string_view bytes) {
    if (bytes.empty()) return;
    Reserve(bytes.size());
    std::memcpy(data_ + size_, bytes.data(), bytes.size());
    size_ += bytes.size();
  }

  /// The length of a value comes before it; a negative one is NULL.
  void PutNull() { PutInt32(-1); }
  void PutInt16Value(int16_t value) {
    Put(Pair<uint16_t>{__builtin_bswap32(sizeof(value)), __builtin_bswap16(value)});
  }
  void PutInt32Value(int32_t value) {
    Put(Pair<uint32_t>{__builtin_bswap32(sizeof(value)), __builtin_bswap32(value)});
  }
  void PutInt64Value(int64_t value) {
    Put(Pair<uint64_t>{__builtin_bswap32(sizeof(value)), __builtin_bswap64(value)});
  }

  /// For values whose length is known once they are written: EndValue gets what BeginValue gave,
  /// and says whether the value is short enough for the protocol.
  size_t BeginValue() {
    PutInt32(0);
    return size_;
  }
  [[nodiscard]] bool EndValue(size_t begin) {
    const size_t length = size_ - begin;
    const uint32_t wire = __builtin_bswap32(static_cast<uint32_t>(length));
    std::memcpy(data_ + begin - sizeof(wire), &wire, sizeof(wire));
    return length <= static_cast<size_t>(INT32_MAX);
  }

 private:
  static_assert(std::endian::native == std::endian::little);

  template <typename T>
  struct __attribute__((packed)) Pair {
    uint32_t length;
    T value;
  };

  template <typename T>
  void Put(T wire) {
    Reserve(sizeof(wire));
    std::memcpy(data_ + size_, &wire, sizeof(wire));
    size_ += sizeof(wire);
  }

  void Reserve(size_t more) {
    if (capacity_ - size_ < more) [[unlikely]]
      Grow(more);
  }

  void Grow(size_t more) {
    const size_t capacity = std::max(size_ + more, std::max<size_t>(2 * capacity_, 4'096));
    void* grown = std::realloc(data_, capacity);
    if (grown == nullptr) throw std::bad_alloc();
    data_ = static_cast<char*>(grown);
    capacity_ = capacity;
  }

  char* data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace quiver::postgres
