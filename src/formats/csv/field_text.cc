#include "formats/csv/field_text.h"

namespace quiver::csv {

std::string_view Unquote(std::string_view field, std::string* scratch) {
  std::string_view inner = field.substr(1, field.size() - 2);
  size_t quote = inner.find('"');
  if (quote == std::string_view::npos) return inner;
  constexpr size_t kReadableBefore = 16;
  scratch->assign(kReadableBefore, ' ');
  while (quote != std::string_view::npos) {
    scratch->append(inner.substr(0, quote + 1));
    inner.remove_prefix(quote + 2);
    quote = inner.find('"');
  }
  scratch->append(inner);
  return std::string_view(*scratch).substr(kReadableBefore);
}

}  // namespace quiver::csv
