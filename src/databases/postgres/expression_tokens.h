#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace quiver::postgres {

/// A word of an expression that PostgreSQL has printed.
struct Token {
  enum class Kind { kName, kKeyword, kString, kNumber, kSymbol, kOther };
  Kind kind;
  /// Of names and strings without quotes.
  std::string text;

  bool Is(std::string_view symbol) const {
    return (kind == Kind::kSymbol || kind == Kind::kKeyword) && text == symbol;
  }
};

/// Keywords are in upper case, as PostgreSQL prints them, names without quotes in lower case.
std::vector<Token> Tokenize(std::string_view expression);

}  // namespace quiver::postgres
