#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <arrow/status.h>

namespace quiver::postgres {

/// One value as COPY ... (FORMAT binary) sends it: what the type's send function makes, without its
/// length. Numbers are big-endian.
using Wire = std::span<const uint8_t>;

inline std::string_view AsText(Wire value) {
  return {reinterpret_cast<const char*>(value.data()), value.size()};
}

/// A big-endian number of T's size; the caller has checked that it is there.
template <typename T>
T LoadBigEndian(const uint8_t* from) {
  if constexpr (sizeof(T) == 1) {
    return static_cast<T>(*from);
  } else if constexpr (sizeof(T) == 2) {
    uint16_t bits;
    std::memcpy(&bits, from, sizeof(bits));
    return std::bit_cast<T>(__builtin_bswap16(bits));
  } else if constexpr (sizeof(T) == 4) {
    uint32_t bits;
    std::memcpy(&bits, from, sizeof(bits));
    return std::bit_cast<T>(__builtin_bswap32(bits));
  } else {
    static_assert(sizeof(T) == 8);
    uint64_t bits;
    std::memcpy(&bits, from, sizeof(bits));
    return std::bit_cast<T>(__builtin_bswap64(bits));
  }
}

/// The error for bytes that are no value of their type, which no server sends.
arrow::Status Malformed(const char* type);

/// Takes apart a value that is made of others. What is asked for beyond its end is Malformed.
class WireCursor {
 public:
  WireCursor(Wire value, const char* type) : rest_(value), type_(type) {}

  template <typename T>
  arrow::Status Take(T* number) {
    if (rest_.size() < sizeof(T)) return Malformed(type_);
    *number = LoadBigEndian<T>(rest_.data());
    rest_ = rest_.subspan(sizeof(T));
    return arrow::Status::OK();
  }

  /// A length of 4 bytes and as many bytes; nothing for the length -1, which is NULL.
  arrow::Status TakeValue(std::optional<Wire>* value) {
    int32_t length = 0;
    ARROW_RETURN_NOT_OK(Take(&length));
    value->reset();
    if (length == -1) return arrow::Status::OK();
    if (length < 0 || static_cast<size_t>(length) > rest_.size()) return Malformed(type_);
    *value = rest_.first(length);
    rest_ = rest_.subspan(length);
    return arrow::Status::OK();
  }

  arrow::Status ExpectEnd() const { return rest_.empty() ? arrow::Status::OK() : Malformed(type_); }

  Wire rest() const { return rest_; }

 private:
  Wire rest_;
  const char* const type_;
};

}  // namespace quiver::postgres
