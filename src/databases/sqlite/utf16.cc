#include "databases/sqlite/utf16.h"

namespace quiver::sqlite {
namespace {

uint32_t LoadUnit(const uint8_t* from, TextEncoding encoding) {
  return encoding == TextEncoding::kUtf16Le ? from[0] | from[1] << 8 : from[0] << 8 | from[1];
}

void AppendUtf8(uint32_t code_point, std::string* to) {
  if (code_point < 0x80) {
    to->push_back(static_cast<char>(code_point));
  } else if (code_point < 0x800) {
    to->push_back(static_cast<char>(0xc0 | code_point >> 6));
    to->push_back(static_cast<char>(0x80 | (code_point & 0x3f)));
  } else if (code_point < 0x10000) {
    to->push_back(static_cast<char>(0xe0 | code_point >> 12));
    to->push_back(static_cast<char>(0x80 | (code_point >> 6 & 0x3f)));
    to->push_back(static_cast<char>(0x80 | (code_point & 0x3f)));
  } else {
    to->push_back(static_cast<char>(0xf0 | code_point >> 18));
    to->push_back(static_cast<char>(0x80 | (code_point >> 12 & 0x3f)));
    to->push_back(static_cast<char>(0x80 | (code_point >> 6 & 0x3f)));
    to->push_back(static_cast<char>(0x80 | (code_point & 0x3f)));
  }
}

void AppendUnit(uint32_t unit, TextEncoding encoding, std::vector<uint8_t>* to) {
  const auto low = static_cast<uint8_t>(unit);
  const auto high = static_cast<uint8_t>(unit >> 8);
  to->push_back(encoding == TextEncoding::kUtf16Le ? low : high);
  to->push_back(encoding == TextEncoding::kUtf16Le ? high : low);
}

}  // namespace

bool AppendUtf16AsUtf8(const uint8_t* from, size_t bytes, TextEncoding encoding, std::string* to) {
  if (bytes % 2 != 0) return false;
  for (const uint8_t* const end = from + bytes; from < end; from += 2) {
    uint32_t unit = LoadUnit(from, encoding);
    if (unit < 0xd800 || unit > 0xdfff) {
      AppendUtf8(unit, to);
      continue;
    }
    if (unit > 0xdbff || from + 4 > end) return false;
    from += 2;
    const uint32_t low = LoadUnit(from, encoding);
    if (low < 0xdc00 || low > 0xdfff) return false;
    AppendUtf8(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00), to);
  }
  return true;
}

std::vector<uint8_t> EncodeText(std::string_view utf8, TextEncoding encoding) {
  if (encoding == TextEncoding::kUtf8) return {utf8.begin(), utf8.end()};
  std::vector<uint8_t> encoded;
  const auto byte = [&](size_t i) { return i < utf8.size() ? static_cast<uint8_t>(utf8[i]) : 0u; };
  for (size_t i = 0; i < utf8.size();) {
    const uint32_t lead = byte(i);
    const int length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    uint32_t code_point = length == 1 ? lead : lead & (0x7f >> length);
    for (int k = 1; k < length; ++k) code_point = code_point << 6 | (byte(i + k) & 0x3f);
    i += length;
    if (code_point < 0x10000) {
      AppendUnit(code_point, encoding, &encoded);
    } else {
      AppendUnit(0xd800 + ((code_point - 0x10000) >> 10), encoding, &encoded);
      AppendUnit(0xdc00 + ((code_point - 0x10000) & 0x3ff), encoding, &encoded);
    }
  }
  return encoded;
}

}  // namespace quiver::sqlite
