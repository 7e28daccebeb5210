#include "databases/sqlite/iso8601.h"

#include <bit>
#include <cstring>

#include "core/calendar.h"

namespace quiver::sqlite {

namespace {

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int64_t kMicrosPerMinute = 60 * kMicrosPerSecond;
constexpr int64_t kMicrosPerDay = 1440 * kMicrosPerMinute;

/// Eight characters at once, the first one in the lowest byte.
uint64_t LoadEight(const char* text) {
  uint64_t eight;
  std::memcpy(&eight, text, sizeof(eight));
  return std::endian::native == std::endian::little ? eight : __builtin_bswap64(eight);
}

/// Eight characters that must look like `pattern`, where 0 stands for a digit. Gives, in byte i,
/// the number of the two digits i and i + 1. False when it does not look so.
bool ReadPairs(const char* text, const char (&pattern)[9], uint64_t* pairs) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  const uint64_t wanted = LoadEight(pattern);
  const uint64_t digits = LoadEight(text) ^ wanted;  // 0 … 9, and 0 where there is no digit
  uint64_t is_zero = wanted ^ ('0' * kOnes);
  is_zero = ((is_zero + 0x7f * kOnes) & 0x80 * kOnes) >> 7;  // 1 where the pattern has no digit
  const uint64_t most = 0x76 * kOnes + is_zero * 9;          // so that more than 9, or 0, has bit 7
  if ((((digits & 0x7f * kOnes) + most) | digits) & 0x80 * kOnes) return false;
  *pairs = digits * 10 + (digits >> 8);
  return true;
}

unsigned Byte(uint64_t pairs, int index) { return pairs >> (8 * index) & 0xff; }

/// YYYY-MM-DD
bool ReadDate(const char* text, int64_t* days) {
  uint64_t pairs;
  if (!ReadPairs(text, "0000-00-", &pairs)) return false;
  const unsigned year = Byte(pairs, 0) * 100 + Byte(pairs, 2);
  const unsigned month = Byte(pairs, 5);
  const unsigned day = TwoDigits(text + 8);
  if (month < 1 || month > 12 || day < 1) return false;
  if (day > 28 && day > DaysInMonth(year, month)) return false;
  *days = DaysSince1970(year, month, day);
  return true;
}

/// HH:MM:SS.FFFFFF, the form that most programs write.
bool ReadFullTime(const char* text, int64_t* micros) {
  uint64_t clock;
  uint64_t fraction;
  if (!ReadPairs(text, "00:00:00", &clock) || !ReadPairs(text + 7, "0.000000", &fraction)) {
    return false;
  }
  const unsigned hour = Byte(clock, 0);
  const unsigned minute = Byte(clock, 3);
  const unsigned second = Byte(clock, 6);
  if (hour > 23 || minute > 59 || second > 59) return false;
  *micros = (hour * 60 + minute) * kMicrosPerMinute + second * kMicrosPerSecond +
            Byte(fraction, 2) * 10'000 + Byte(fraction, 4) * 100 + Byte(fraction, 6);
  return true;
}

/// HH:MM[:SS[.F...]] at the head of `*text`, which moves behind it.
bool ReadTime(std::string_view* text, int64_t* micros) {
  if (text->size() < 5 || (*text)[2] != ':') return false;
  const unsigned hour = TwoDigits(text->data());
  const unsigned minute = TwoDigits(text->data() + 3);
  if (hour > 23 || minute > 59) return false;
  *micros = (hour * 60 + minute) * kMicrosPerMinute;
  text->remove_prefix(5);
  if (text->empty() || text->front() != ':') return true;

  if (text->size() < 3) return false;
  const unsigned second = TwoDigits(text->data() + 1);
  if (second > 59) return false;
  *micros += second * kMicrosPerSecond;
  text->remove_prefix(3);
  if (text->empty() || text->front() != '.') return true;

  text->remove_prefix(1);
  int64_t unit = kMicrosPerSecond / 10;
  bool any = false;
  while (!text->empty() && text->front() >= '0' && text->front() <= '9') {
    if (unit == 0 && text->front() != '0') return false;
    *micros += (text->front() - '0') * unit;
    unit /= 10;
    any = true;
    text->remove_prefix(1);
  }
  return any;
}

/// Z or [+-]HH:MM, and nothing behind it.
bool ReadZone(std::string_view text, int64_t* offset) {
  *offset = 0;
  if (text == "Z" || text == "z") return true;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return false;
  const unsigned hours = TwoDigits(text.data() + 1);
  const unsigned minutes = TwoDigits(text.data() + 4);
  if (hours > 14 || minutes > 59) return false;
  *offset = (hours * 60 + minutes) * (text[0] == '-' ? -kMicrosPerMinute : kMicrosPerMinute);
  return true;
}

}  // namespace

Iso8601 ParseIso8601(std::string_view text, int64_t* value) {
  constexpr size_t kDateSize = 10;
  int64_t days = 0;
  if (text.size() < kDateSize || !ReadDate(text.data(), &days)) return Iso8601::kNone;
  if (text.size() == kDateSize) {
    *value = days;
    return Iso8601::kDate;
  }
  if (text[kDateSize] != ' ' && text[kDateSize] != 'T') return Iso8601::kNone;
  text.remove_prefix(kDateSize + 1);
  int64_t micros = 0;
  constexpr size_t kFullTimeSize = 15;
  if (text.size() == kFullTimeSize && ReadFullTime(text.data(), &micros)) {
    *value = days * kMicrosPerDay + micros;
    return Iso8601::kTimestamp;
  }
  if (!ReadTime(&text, &micros)) return Iso8601::kNone;
  *value = days * kMicrosPerDay + micros;
  if (text.empty()) return Iso8601::kTimestamp;
  int64_t offset = 0;
  if (!ReadZone(text, &offset)) return Iso8601::kNone;
  *value -= offset;
  return Iso8601::kTimestampUtc;
}

}  // namespace quiver::sqlite
