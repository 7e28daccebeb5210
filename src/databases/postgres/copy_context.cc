#include "databases/postgres/copy_context.h"

#include <algorithm>
#include <charconv>

namespace quiver::postgres {
namespace {

bool IsDigit(char c) { return '0' <= c && c <= '9'; }

}  // namespace

std::optional<CopyPosition> ParseCopyContext(std::string_view context, std::string_view relation) {
  const std::string begin = "COPY " + std::string(relation) + ", ";
  const size_t found = context.find(begin);
  if (found == std::string_view::npos) return std::nullopt;
  std::string_view rest = context.substr(found + begin.size());
  rest.remove_prefix(std::ranges::find_if(rest, IsDigit) - rest.begin());
  CopyPosition position{};
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), position.line);
  if (error != std::errc()) return std::nullopt;
  rest.remove_prefix(end - rest.data());
  // ", column name", up to the end of the line.
  if (!rest.starts_with(", ")) return position;
  rest = rest.substr(2);
  const size_t space = rest.find(' ');
  if (space == std::string_view::npos) return position;
  rest = rest.substr(space + 1);
  position.column = rest.substr(0, rest.find('\n'));
  return position;
}

}  // namespace quiver::postgres
