#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace quiver::duckdb {

/// How many partitions one INSERT takes: as many as can be read and written in about the time that
/// a killed run may lose, and never so few that threads wait for each other at its end.
class SegmentSize {
 public:
  using Duration = std::chrono::duration<double>;

  SegmentSize(int threads, Duration target) : least_(8 * threads), target_(target) {}

  /// The end of the segment that begins at `begin`.
  int64_t End(int64_t begin, int64_t partitions) const {
    const int64_t size = std::max<int64_t>(least_, size_);
    // A rest that is not worth a segment of its own is taken along.
    return begin + size + size / 2 >= partitions ? partitions : begin + size;
  }

  void Took(int64_t partitions, Duration time) {
    const double per_second = static_cast<double>(partitions) / std::max(time.count(), 1e-3);
    size_ = static_cast<int64_t>(per_second * target_.count());
  }

 private:
  const int64_t least_;
  const Duration target_;
  // A guess before the first measurement.
  int64_t size_ = 32;
};

}  // namespace quiver::duckdb
