#include "formats/ipc/flat_table.h"

#include <bit>

namespace quiver::ipc {

// FlatBuffers are little-endian; so are the machines that we run on.
static_assert(std::endian::native == std::endian::little);

arrow::Status FlatTable::OutOfBounds() {
  return arrow::Status::Invalid("its metadata points outside of itself");
}

arrow::Result<FlatTable> FlatTable::Root(std::span<const uint8_t> bytes) {
  const FlatTable whole(bytes, 0);
  ARROW_ASSIGN_OR_RAISE(const size_t root, whole.Follow(0));
  return FlatTable(bytes, root);
}

arrow::Result<size_t> FlatTable::PlaceOf(int field) const {
  ARROW_ASSIGN_OR_RAISE(const int32_t back, Load<int32_t>(position_));
  const int64_t vtable = static_cast<int64_t>(position_) - back;
  if (vtable < 0) return OutOfBounds();
  ARROW_ASSIGN_OR_RAISE(const uint16_t vtable_bytes, Load<uint16_t>(vtable));
  const size_t entry = 4 + 2 * static_cast<size_t>(field);
  if (entry + 2 > vtable_bytes) return 0;
  ARROW_ASSIGN_OR_RAISE(const uint16_t offset, Load<uint16_t>(vtable + entry));
  return offset == 0 ? 0 : position_ + offset;
}

arrow::Result<size_t> FlatTable::Follow(size_t place) const {
  ARROW_ASSIGN_OR_RAISE(const uint32_t offset, Load<uint32_t>(place));
  return place + offset;
}

arrow::Result<std::optional<FlatTable>> FlatTable::Table(int field) const {
  ARROW_ASSIGN_OR_RAISE(const size_t place, PlaceOf(field));
  if (place == 0) return std::nullopt;
  ARROW_ASSIGN_OR_RAISE(const size_t position, Follow(place));
  return FlatTable(bytes_, position);
}

arrow::Result<FlatVector> FlatTable::Vector(int field, size_t element_bytes) const {
  ARROW_ASSIGN_OR_RAISE(const size_t place, PlaceOf(field));
  if (place == 0) return FlatVector();
  ARROW_ASSIGN_OR_RAISE(const size_t position, Follow(place));
  ARROW_ASSIGN_OR_RAISE(const uint32_t size, Load<uint32_t>(position));
  const size_t begin = position + sizeof(size);
  if (size > (bytes_.size() - begin) / element_bytes) return OutOfBounds();
  return FlatVector(bytes_.data() + begin, size, element_bytes);
}

}  // namespace quiver::ipc
