#include "databases/postgres/expression_tokens.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace quiver::postgres {
namespace {

constexpr std::array<std::string_view, 9> kKeywords = {"AND", "OR",  "NOT",   "IS",     "NULL",
                                                       "ANY", "ALL", "ARRAY", "COLLATE"};
constexpr std::array<std::string_view, 14> kSymbols = {"::", "<=", ">=", "<>", "=", "<", ">",
                                                       "(",  ")",  "[",  "]",  ",", "-", "."};

bool IsDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool IsWord(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' ||
         (c & 0x80) != 0;
}

// What stands between quotes at the start of `rest`, which loses it; false where it does not end.
bool TakeQuoted(std::string_view* rest, std::string* text) {
  const char quote = rest->front();
  for (size_t i = 1; i < rest->size(); ++i) {
    if ((*rest)[i] != quote) {
      *text += (*rest)[i];
    } else if (i + 1 < rest->size() && (*rest)[i + 1] == quote) {
      *text += quote;
      ++i;
    } else {
      rest->remove_prefix(i + 1);
      return true;
    }
  }
  return false;
}

Token TakeToken(std::string_view* rest) {
  const auto take = [&](Token::Kind kind, size_t length) {
    Token token{kind, std::string(rest->substr(0, length))};
    rest->remove_prefix(length);
    return token;
  };
  const auto length_of = [&](auto belongs) {
    return static_cast<size_t>(std::ranges::find_if_not(*rest, belongs) - rest->begin());
  };
  const char first = rest->front();
  if (first == '\'' || first == '"') {
    Token token{first == '"' ? Token::Kind::kName : Token::Kind::kString, ""};
    if (TakeQuoted(rest, &token.text)) return token;
    return take(Token::Kind::kOther, rest->size());
  }
  if (IsDigit(first)) {
    return take(Token::Kind::kNumber, length_of([](char c) { return IsWord(c) || c == '.'; }));
  }
  if (IsWord(first)) {
    Token token = take(Token::Kind::kName, length_of(IsWord));
    // E'...' has escapes.
    if (token.text == "E" && rest->starts_with('\'')) return take(Token::Kind::kOther, 1);
    if (std::ranges::find(kKeywords, token.text) != kKeywords.end()) {
      token.kind = Token::Kind::kKeyword;
    }
    return token;
  }
  for (const std::string_view symbol : kSymbols) {
    if (rest->starts_with(symbol)) return take(Token::Kind::kSymbol, symbol.size());
  }
  return take(Token::Kind::kOther, 1);
}

}  // namespace

std::vector<Token> Tokenize(std::string_view expression) {
  std::vector<Token> tokens;
  while (true) {
    const size_t begin = expression.find_first_not_of(" \n\t");
    if (begin == std::string_view::npos) return tokens;
    expression.remove_prefix(begin);
    tokens.push_back(TakeToken(&expression));
  }
}

}  // namespace quiver::postgres
