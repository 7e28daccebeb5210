#include "formats/csv/quoting.h"

namespace quiver::csv {

bool HasSpecialCharacters(std::string_view text) {
  // Without a way out of the loop, which makes it one for vectors.
  bool special = false;
  for (const char c : text) special |= (c == ',') | (c == '"') | (c == '\n') | (c == '\r');
  return special;
}

void AddQuoted(std::string_view text, CellTexts* to) {
  // A byte order mark without quotes, at the begin of a file, would be taken for one.
  const bool mark = text.starts_with("\xef\xbb\xbf");
  if (!text.empty() && !mark && !HasSpecialCharacters(text)) {
    to->Add(text);
    return;
  }
  to->ReserveBytes(2 * text.size() + 2);
  char* out = to->next();
  *out++ = '"';
  for (const char c : text) {
    *out++ = c;
    if (c == '"') *out++ = c;
  }
  *out++ = '"';
  to->End(out);
}

}  // namespace quiver::csv
