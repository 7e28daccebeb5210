#include "core/sql_name.h"

namespace quiver {
namespace {

bool IsLetter(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
}

bool IsDigit(unsigned char c) { return c >= '0' && c <= '9'; }

// The length of the identifier that `text` begins with; 0 where it begins with none.
size_t IdentifierLength(std::string_view text) {
  if (text.empty()) return 0;
  if (text[0] != '"') {
    if (!IsLetter(text[0])) return 0;
    size_t end = 1;
    while (end < text.size() && (IsLetter(text[end]) || IsDigit(text[end]) || text[end] == '$')) {
      ++end;
    }
    return end;
  }
  for (size_t at = 1; at < text.size(); ++at) {
    if (text[at] != '"') continue;
    const bool is_doubled = at + 1 < text.size() && text[at + 1] == '"';
    // Nothing between the quotes is no name.
    if (!is_doubled) return at == 1 ? 0 : at + 1;
    ++at;
  }
  return 0;
}

}  // namespace

bool IsSqlName(std::string_view text) {
  while (true) {
    const size_t length = IdentifierLength(text);
    if (length == 0) return false;
    if (length == text.size()) return true;
    if (text[length] != '.') return false;
    text.remove_prefix(length + 1);
  }
}

}  // namespace quiver
