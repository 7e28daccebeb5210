#include "cli/human_numbers.h"

#include <cmath>

#include <fmt/format.h>

namespace quiver::cli {

std::string Grouped(int64_t number) {
  std::string text = std::to_string(number);
  const size_t digits = text.size() - (number < 0 ? 1 : 0);
  for (size_t from_the_end = 3; from_the_end < digits; from_the_end += 3) {
    text.insert(text.size() - from_the_end - (from_the_end / 3 - 1), ",");
  }
  return text;
}

std::string Counted(int64_t number, const char* noun) {
  return fmt::format("{} {}{}", Grouped(number), noun, number == 1 ? "" : "s");
}

std::string HumanBytes(int64_t bytes) {
  if (bytes < 1'000) return fmt::format("{} B", bytes);
  constexpr const char* kUnits[] = {"kB", "MB", "GB", "TB", "PB"};
  double value = static_cast<double>(bytes) / 1'000;
  size_t unit = 0;
  while (value >= 999.95 && unit + 1 < std::size(kUnits)) {
    value /= 1'000;
    ++unit;
  }
  return fmt::format("{:.1f} {}", value, kUnits[unit]);
}

std::string HumanSeconds(double seconds) {
  if (seconds < 9.995) return fmt::format("{:.2f} s", seconds);
  const auto whole = static_cast<int64_t>(std::llround(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3'600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3'600, whole / 60 % 60);
}

}  // namespace quiver::cli
