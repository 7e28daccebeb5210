#include "cli/visible_text.h"

#include <wchar.h>

#include <algorithm>

#include <fmt/format.h>

namespace quiver::cli {
namespace {

struct Character {
  char32_t code = 0;
  size_t bytes = 1;
  bool valid = false;
};

// The first character of `text`, which is not empty.
Character DecodeUtf8(std::string_view text) {
  const unsigned char lead = text[0];
  if (lead < 0x80) return {lead, 1, true};
  const size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes) return {};
  char32_t code = lead & (0x7F >> bytes);
  for (size_t i = 1; i < bytes; ++i) {
    const unsigned char next = text[i];
    if ((next & 0xC0) != 0x80) return {};
    code = (code << 6) | (next & 0x3F);
  }
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < kSmallest[bytes] || surrogate || code > 0x10FFFF) return {};
  return {code, bytes, true};
}

bool IsControl(char32_t code) { return code < 0x20 || (code >= 0x7F && code < 0xA0); }

// Marks that turn the direction of writing could make a value look like another one.
bool IsDirectionMark(char32_t code) {
  return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

std::string Escaped(const Character& character, unsigned char byte) {
  if (character.valid && character.code == '\n') return "\\n";
  if (character.valid && character.code == '\t') return "\\t";
  if (character.valid && character.code == '\r') return "\\r";
  if (character.valid && character.code > 0xFF) {
    return fmt::format("\\u{:04x}", static_cast<uint32_t>(character.code));
  }
  return fmt::format("\\x{:02x}", character.valid ? static_cast<uint32_t>(character.code) : byte);
}

int ColumnsOf(const Character& character) {
  return character.valid ? std::max(0, wcwidth(static_cast<wchar_t>(character.code))) : 1;
}

}  // namespace

std::string VisibleText(std::string_view text) {
  std::string visible;
  while (!text.empty()) {
    const Character character = DecodeUtf8(text);
    if (!character.valid || IsControl(character.code) || IsDirectionMark(character.code)) {
      visible += Escaped(character, text[0]);
    } else {
      visible += text.substr(0, character.bytes);
    }
    text.remove_prefix(character.bytes);
  }
  return visible;
}

int DisplayWidth(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    const Character character = DecodeUtf8(text);
    width += ColumnsOf(character);
    text.remove_prefix(character.bytes);
  }
  return width;
}

std::string CutToWidth(std::string_view text, int width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  std::string cut;
  int used = 0;
  while (!text.empty()) {
    const Character character = DecodeUtf8(text);
    used += ColumnsOf(character);
    if (used > width - 1) break;
    cut += text.substr(0, character.bytes);
    text.remove_prefix(character.bytes);
  }
  return cut + "…";
}

}  // namespace quiver::cli
