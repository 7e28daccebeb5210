#include "core/without_password.h"

#include <algorithm>
#include <cctype>

namespace quiver {
namespace {

constexpr std::string_view kHidden = "***";

// scheme://user:password@host. A password that should have been written with %40 may have an @.
void HideInAuthority(std::string* text) {
  const size_t scheme = text->find("://");
  if (scheme == std::string::npos) return;
  const size_t begin = scheme + 3;
  const size_t end = std::min(text->find('?', begin), text->size());
  const size_t at = text->rfind('@', end);
  const size_t colon = text->find(':', begin);
  if (at == std::string::npos || at < begin || colon >= at) return;
  text->replace(colon + 1, at - colon - 1, kHidden);
}

// The end of a value that begins at `begin`: in quotes, or up to what separates parameters.
size_t EndOfValue(const std::string& text, size_t begin) {
  const bool quoted = begin < text.size() && text[begin] == '\'';
  for (size_t i = begin + (quoted ? 1 : 0); i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\') {
      ++i;
    } else if (quoted ? c == '\'' : c == '&' || std::isspace(static_cast<unsigned char>(c)) != 0) {
      return quoted ? i + 1 : i;
    }
  }
  return text.size();
}

// password=..., sslpassword=...
void HideParameters(std::string* text) {
  constexpr std::string_view kKey = "password";
  for (size_t at = 0; (at = text->find(kKey, at)) != std::string::npos;) {
    at = text->find_first_not_of(' ', at + kKey.size());
    if (at == std::string::npos) return;
    if ((*text)[at] != '=') continue;
    at = std::min(text->find_first_not_of(' ', at + 1), text->size());
    text->replace(at, EndOfValue(*text, at) - at, kHidden);
    at += kHidden.size();
  }
}

}  // namespace

std::string WithoutPassword(std::string_view location) {
  std::string text(location);
  HideInAuthority(&text);
  HideParameters(&text);
  return text;
}

}  // namespace quiver
