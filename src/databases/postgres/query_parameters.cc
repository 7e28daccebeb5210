#include "databases/postgres/query_parameters.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include <fmt/format.h>

namespace quiver::postgres {
namespace {

bool IsWord(unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c >= 0x80; }

size_t EndAfter(std::string_view sql, std::string_view what, size_t from) {
  const size_t at = sql.find(what, from);
  return at == std::string_view::npos ? sql.size() : at + what.size();
}

// Of 'text' or "name", which may have their quotes doubled, and E'text' also behind a backslash.
size_t EndOfQuotes(std::string_view sql, size_t at, bool backslashes) {
  const char quote = sql[at];
  for (++at; at < sql.size(); ++at) {
    if (backslashes && sql[at] == '\\') {
      ++at;
    } else if (sql[at] == quote) {
      if (at + 1 == sql.size() || sql[at + 1] != quote) return at + 1;
      ++at;
    }
  }
  return sql.size();
}

size_t EndOfComment(std::string_view sql, size_t at) {
  for (int depth = 0; at < sql.size(); ++at) {
    const std::string_view two = sql.substr(at, 2);
    if (two == "/*") ++depth;
    if (two == "*/") --depth;
    if (two != "/*" && two != "*/") continue;
    ++at;
    if (depth == 0) return at + 1;
  }
  return sql.size();
}

// Of $tag$text$tag$; `at` where there is none.
size_t EndOfDollarQuotes(std::string_view sql, size_t at) {
  size_t end = at + 1;
  while (end < sql.size() && IsWord(sql[end])) ++end;
  const bool is_tag = end < sql.size() && sql[end] == '$' &&
                      std::isdigit(static_cast<unsigned char>(sql[at + 1])) == 0;
  if (!is_tag || (at > 0 && IsWord(sql[at - 1]))) return at;
  return EndAfter(sql, sql.substr(at, end + 1 - at), end + 1);
}

// Where what begins at `at` ends, if that is not read as SQL: quotes or a comment. Else `at`.
size_t EndOfLiteral(std::string_view sql, size_t at) {
  const std::string_view rest = sql.substr(at);
  if (rest.starts_with("--")) return EndAfter(sql, "\n", at);
  if (rest.starts_with("/*")) return EndOfComment(sql, at);
  if (rest.starts_with('$')) return EndOfDollarQuotes(sql, at);
  if (!rest.starts_with('\'') && !rest.starts_with('"')) return at;
  const bool is_escape =
      at > 0 && (sql[at - 1] | 0x20) == 'e' && rest[0] == '\'' && (at == 1 || !IsWord(sql[at - 2]));
  return EndOfQuotes(sql, at, is_escape);
}

constexpr std::string_view kParameter = "$(";
constexpr std::string_view kEscaped = "\\$(";

// Quotes or a comment, without the backslashes before `$(`.
arrow::Result<std::string> BindLiteral(std::string_view literal,
                                       const std::vector<std::string>& columns) {
  const bool is_comment = literal.starts_with("--") || literal.starts_with("/*");
  std::string bound;
  for (size_t at = 0; at < literal.size(); ++at) {
    const std::string_view rest = literal.substr(at);
    if (rest.starts_with(kEscaped)) {
      bound += kParameter;
      at += kEscaped.size() - 1;
      continue;
    }
    for (const std::string& column : columns) {
      const std::string parameter = fmt::format("$({})", column);
      if (is_comment || !rest.starts_with(parameter)) continue;
      return arrow::Status::Invalid(fmt::format(
          "{0} stands between quotes in a joined query; write it without them, it is a value "
          "already: name = {0}, or name LIKE {0} || '%'",
          parameter));
    }
    bound += literal[at];
  }
  return bound;
}

bool EqualWithoutCase(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::string NameOfColumn(std::string name, const std::vector<std::string>& columns) {
  if (std::ranges::find(columns, name) != columns.end()) return name;
  const auto found = std::ranges::find_if(
      columns, [&](const std::string& column) { return EqualWithoutCase(column, name); });
  return found == columns.end() ? name : *found;
}

}  // namespace

arrow::Result<std::string> BindParameters(const std::string& sql,
                                          const std::vector<std::string>& columns,
                                          const std::string& alias,
                                          std::vector<std::string>* parameters) {
  std::string bound;
  for (size_t at = 0; at < sql.size();) {
    const std::string_view rest = std::string_view(sql).substr(at);
    if (rest.starts_with(kEscaped)) {
      bound += kParameter;
      at += kEscaped.size();
      continue;
    }
    if (rest.starts_with(kParameter)) {
      const size_t end = sql.find(')', at);
      if (end == std::string::npos) {
        return arrow::Status::Invalid("a $( without its ) in a joined query: ", sql);
      }
      const std::string name = NameOfColumn(sql.substr(at + 2, end - at - 2), columns);
      const auto known = std::ranges::find(*parameters, name);
      bound += fmt::format("{}.p{}", alias, known - parameters->begin());
      if (known == parameters->end()) parameters->push_back(name);
      at = end + 1;
      continue;
    }
    const size_t end = EndOfLiteral(sql, at);
    if (end == at) {
      bound += sql[at++];
      continue;
    }
    ARROW_ASSIGN_OR_RAISE(const std::string literal,
                          BindLiteral(rest.substr(0, end - at), columns));
    bound += literal;
    at = end;
  }
  return bound;
}

}  // namespace quiver::postgres
