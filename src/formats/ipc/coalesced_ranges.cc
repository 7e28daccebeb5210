#include "formats/ipc/coalesced_ranges.h"

#include <algorithm>

namespace quiver::ipc {

std::vector<arrow::io::ReadRange> Coalesced(std::vector<arrow::io::ReadRange> ranges,
                                            int64_t read_over, int64_t most_bytes) {
  std::erase_if(ranges, [](const auto& range) { return range.length == 0; });
  std::ranges::sort(ranges, {}, &arrow::io::ReadRange::offset);
  std::vector<arrow::io::ReadRange> requests;
  for (const auto& range : ranges) {
    if (!requests.empty()) {
      auto& last = requests.back();
      const int64_t length = std::max(last.length, range.offset + range.length - last.offset);
      if (range.offset - (last.offset + last.length) <= read_over && length <= most_bytes) {
        last.length = length;
        continue;
      }
    }
    requests.push_back(range);
  }
  return requests;
}

}  // namespace quiver::ipc
