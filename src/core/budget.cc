#include "quiver/budget.h"

#include <sched.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>
#include <system_error>

#include <fmt/format.h>

namespace quiver {

Budget Budget::Default() {
  Budget budget;
  cpu_set_t cpus;
  if (sched_getaffinity(0, sizeof(cpus), &cpus) == 0) budget.jobs = std::max(1, CPU_COUNT(&cpus));
  return budget;
}

int64_t Budget::batch_bytes() const {
  constexpr int64_t kMost = int64_t{32} << 20;
  constexpr int64_t kLeast = int64_t{256} << 10;
  // Per job: one batch being filled, one being consumed, one in between; a quarter of the memory.
  return std::clamp(memory / (12 * jobs), kLeast, kMost);
}

int64_t Budget::engine_memory() const {
  constexpr int64_t kLeast = int64_t{64} << 20;
  return std::max(kLeast, memory - 3 * jobs * batch_bytes());
}

arrow::Result<int64_t> ParseByteSize(std::string_view text) {
  const auto invalid = [&] {
    return arrow::Status::Invalid(
        fmt::format("\"{}\" is not a size; write for example 512MiB, 2G or 4096", text));
  };
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || !(number >= 0)) return invalid();
  std::string unit(end, text.data() + text.size());
  std::transform(unit.begin(), unit.end(), unit.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  double factor = 1;
  if (!unit.empty() && unit != "b") {
    const size_t power = std::string_view("kmgt").find(unit[0]);
    const std::string_view rest = std::string_view(unit).substr(1);
    if (power == std::string_view::npos || !(rest.empty() || rest == "ib" || rest == "b")) {
      return invalid();
    }
    factor = std::pow(rest == "b" ? 1000.0 : 1024.0, static_cast<double>(power + 1));
  }
  const double bytes = number * factor;
  if (!(bytes < 9.2e18)) return invalid();
  return static_cast<int64_t>(bytes);
}

}  // namespace quiver
