#include "databases/sqlite/overflow.h"

#include <algorithm>
#include <cstring>

#include "databases/sqlite/byte_order.h"

namespace quiver::sqlite {
namespace {

constexpr uint32_t kMostBytesAtOnce = 65536;

}  // namespace

arrow::Status OverflowReader::Copy(uint32_t first, uint32_t bytes, bool whole, uint8_t* to) {
  const uint32_t page_size = pages_.page_size();
  const uint32_t bytes_per_page = pages_.usable_size() - 4;
  const uint32_t most_pages = std::max(kMostBytesAtOnce / page_size, 1u);
  uint32_t next = first;
  uint32_t ahead = 1;
  while (bytes > 0) {
    if (next == 0 || next > pages_.page_count()) {
      return DamagedPage(next, "a row's chain of overflow pages is broken off");
    }
    const uint32_t wanted = (bytes - 1) / bytes_per_page + 1;
    const uint32_t count = std::min({ahead, wanted, pages_.page_count() - next + 1});
    buffer_.resize(std::max<size_t>(buffer_.size(), size_t{count} * page_size));
    ARROW_RETURN_NOT_OK(pages_.Read(next, count, buffer_.data()));
    uint32_t used = 0;
    uint32_t following = next;
    while (used < count && following == next + used) {
      const uint8_t* page = buffer_.data() + size_t{used} * page_size;
      const uint32_t here = std::min(bytes, bytes_per_page);
      std::memcpy(to, page + 4, here);
      to += here;
      bytes -= here;
      following = LoadBig32(page);
      ++used;
    }
    ahead = used == count ? std::min(ahead * 2, most_pages) : 1;
    next = following;
  }
  if (whole && next != 0) {
    return DamagedPage(next, "a row's chain of overflow pages goes on behind its end");
  }
  return arrow::Status::OK();
}

}  // namespace quiver::sqlite
