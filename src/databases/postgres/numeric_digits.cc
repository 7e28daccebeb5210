#include "databases/postgres/numeric_digits.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace quiver::postgres {
namespace {

constexpr int kDigitsPerGroup = 4;
constexpr uint64_t kBase = 10'000;
// Four groups at once, as long as the number has more than one word.
constexpr int kGroupsPerChunk = 4;
constexpr uint64_t kChunk = kBase * kBase * kBase * kBase;
// 2^256 has 78 decimal digits, and the first group may be a part of one.
constexpr size_t kMostGroups = 24;

constexpr size_t kMostWords = 4;

constexpr uint64_t kPowersOfTen[] = {1, 10, 100, 1'000};

constexpr int16_t kPositive = 0x0000;
constexpr int16_t kNegative = 0x4000;

/// A number that is taken apart from its end.
class Magnitude {
 public:
  explicit Magnitude(std::span<uint64_t> words) : words_(words) { DropLeadingZeros(); }

  bool zero() const { return words_.empty(); }
  bool one_word() const { return words_.size() == 1; }
  uint64_t first_word() const { return words_[0]; }

  /// Divides by `divisor` and returns the rest.
  uint64_t Divide(uint64_t divisor) {
    if (one_word()) {
      const uint64_t rest = words_[0] % divisor;
      words_[0] /= divisor;
      DropLeadingZeros();
      return rest;
    }
    uint64_t rest = 0;
    for (size_t i = words_.size(); i-- > 0;) {
      const unsigned __int128 part = (static_cast<unsigned __int128>(rest) << 64) | words_[i];
      words_[i] = static_cast<uint64_t>(part / divisor);
      rest = static_cast<uint64_t>(part % divisor);
    }
    DropLeadingZeros();
    return rest;
  }

 private:
  void DropLeadingZeros() {
    while (!words_.empty() && words_.back() == 0) words_ = words_.first(words_.size() - 1);
  }

  std::span<uint64_t> words_;
};

/// The groups of a number, which are found from the last one to the first.
class Groups {
 public:
  void Add(uint64_t group) { groups_[--first_] = static_cast<int16_t>(group); }
  void DropZeros() {
    while (first_ < groups_.size() && groups_[first_] == 0) ++first_;
    while (last_ > first_ && groups_[last_ - 1] == 0) {
      --last_;
      ++dropped_at_end_;
    }
  }
  int size() const { return static_cast<int>(last_ - first_); }
  int dropped_at_end() const { return dropped_at_end_; }
  const int16_t* begin() const { return groups_.data() + first_; }
  const int16_t* end() const { return groups_.data() + last_; }

 private:
  std::array<int16_t, kMostGroups> groups_;
  size_t first_ = kMostGroups;
  size_t last_ = kMostGroups;
  int dropped_at_end_ = 0;
};

void AddGroups(Magnitude magnitude, Groups* groups) {
  while (!magnitude.zero() && !magnitude.one_word()) {
    uint64_t chunk = magnitude.Divide(kChunk);
    for (int i = 0; i < kGroupsPerChunk; ++i, chunk /= kBase) groups->Add(chunk % kBase);
  }
  if (magnitude.zero()) return;
  for (uint64_t rest = magnitude.first_word(); rest != 0; rest /= kBase) groups->Add(rest % kBase);
}

}  // namespace

void PutNumeric(std::span<uint64_t> magnitude, bool negative, int32_t scale, WireBuffer* out) {
  // The value is magnitude × 10^exponent = (magnitude × 10^within) × 10,000^last_weight.
  const int32_t exponent = -scale;
  const int32_t within = ((exponent % kDigitsPerGroup) + kDigitsPerGroup) % kDigitsPerGroup;
  const int32_t last_weight = (exponent - within) / kDigitsPerGroup;

  Magnitude rest(magnitude);
  Groups groups;
  if (within != 0 && !rest.zero()) {
    // Not by a multiplication, which could overflow.
    groups.Add(rest.Divide(kPowersOfTen[kDigitsPerGroup - within]) * kPowersOfTen[within]);
  }
  AddGroups(rest, &groups);
  groups.DropZeros();

  constexpr int32_t kHeader = 4 * sizeof(int16_t);
  out->PutInt32(kHeader + groups.size() * static_cast<int32_t>(sizeof(int16_t)));
  out->PutInt16(static_cast<int16_t>(groups.size()));
  const int32_t weight = last_weight + groups.dropped_at_end() + groups.size() - 1;
  out->PutInt16(static_cast<int16_t>(groups.size() == 0 ? 0 : weight));
  out->PutInt16(negative && groups.size() > 0 ? kNegative : kPositive);
  out->PutInt16(static_cast<int16_t>(std::max(scale, 0)));
  for (const int16_t group : groups) out->PutInt16(group);
}

bool EndsWithZeros(std::span<const uint64_t> magnitude, int32_t zeros) {
  constexpr uint64_t kTen = 10;
  std::array<uint64_t, kMostWords> copy;
  std::ranges::copy(magnitude, copy.begin());
  Magnitude rest(std::span<uint64_t>(copy).first(magnitude.size()));
  while (zeros-- > 0 && !rest.zero()) {
    if (rest.Divide(kTen) != 0) return false;
  }
  return true;
}

}  // namespace quiver::postgres
