#include "databases/sqlite/tokenizer.h"

#include <algorithm>
#include <cctype>

namespace quiver::sqlite {

namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsNameStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0;
}
bool IsNamePart(char c) { return IsNameStart(c) || IsDigit(c) || c == '$'; }
bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// Reads one token after the other (https://www.sqlite.org/lang.html, tokenize.c).
class Scanner {
 public:
  explicit Scanner(std::string_view sql) : sql_(sql) {}

  std::vector<Token> Scan() {
    std::vector<Token> tokens;
    while (SkipSpace()) tokens.push_back(Next());
    return tokens;
  }

 private:
  char At(size_t ahead) const {
    return position_ + ahead < sql_.size() ? sql_[position_ + ahead] : '\0';
  }

  /// False at the end.
  bool SkipSpace() {
    while (position_ < sql_.size()) {
      if (IsSpace(At(0))) {
        ++position_;
      } else if (At(0) == '-' && At(1) == '-') {
        position_ = std::min(sql_.find('\n', position_), sql_.size());
      } else if (At(0) == '/' && At(1) == '*') {
        const size_t end = sql_.find("*/", position_ + 2);
        position_ = end == std::string_view::npos ? sql_.size() : end + 2;
      } else {
        return true;
      }
    }
    return false;
  }

  Token Next() {
    const char c = At(0);
    if (c == '\'') return Quoted('\'', Token::Kind::kString);
    if (c == '"' || c == '`') return Quoted(c, Token::Kind::kQuotedName);
    if (c == '[') return Bracketed();
    if ((c == 'x' || c == 'X') && At(1) == '\'') {
      ++position_;
      Quoted('\'', Token::Kind::kOther);
      return Token{Token::Kind::kOther, {}, {}};
    }
    if (IsDigit(c) || (c == '.' && IsDigit(At(1)))) return Number();
    if (IsNameStart(c)) return Word();
    return Symbol();
  }

  Token Take(Token::Kind kind, size_t length) {
    const std::string_view text = sql_.substr(position_, length);
    position_ += text.size();
    return Token{kind, text, std::string(text)};
  }

  Token Quoted(char quote, Token::Kind kind) {
    std::string value;
    for (size_t at = 1; position_ + at < sql_.size(); ++at) {
      if (At(at) == quote && At(at + 1) != quote) {
        Token token = Take(kind, at + 1);
        token.value = std::move(value);
        return token;
      }
      if (At(at) == quote) ++at;  // a doubled one stands for itself
      value += At(at);
    }
    return Take(Token::Kind::kOther, std::string_view::npos);
  }

  Token Bracketed() {
    const size_t end = sql_.find(']', position_);
    if (end == std::string_view::npos) return Take(Token::Kind::kOther, end);
    Token token = Take(Token::Kind::kQuotedName, end + 1 - position_);
    token.value = std::string(token.text.substr(1, token.text.size() - 2));
    return token;
  }

  Token Number() {
    size_t length = 0;
    if (At(0) == '0' && Lower(At(1)) == 'x') {
      length = 2;
      while (std::isxdigit(static_cast<unsigned char>(At(length))) || At(length) == '_') ++length;
      return Take(Token::Kind::kInteger, length);
    }
    auto digits = [&] {
      while (IsDigit(At(length)) || At(length) == '_') ++length;
    };
    bool real = false;
    digits();
    if (At(length) == '.') {
      real = true;
      ++length;
      digits();
    }
    const size_t sign = At(length + 1) == '+' || At(length + 1) == '-' ? 1 : 0;
    if (Lower(At(length)) == 'e' && IsDigit(At(length + 1 + sign))) {
      real = true;
      length += 1 + sign;
      digits();
    }
    if (IsNamePart(At(length))) return Take(Token::Kind::kOther, length + 1);
    return Take(real ? Token::Kind::kReal : Token::Kind::kInteger, length);
  }

  Token Word() {
    size_t length = 1;
    while (IsNamePart(At(length))) ++length;
    return Take(Token::Kind::kWord, length);
  }

  Token Symbol() {
    for (const std::string_view two : {"<=", ">=", "<>", "!=", "==", "||", "<<", ">>"}) {
      if (sql_.substr(position_, 2) == two) return Take(Token::Kind::kSymbol, 2);
    }
    const bool known = std::string_view("()+-*/%<>=,.;~&|").find(At(0)) != std::string_view::npos;
    return Take(known ? Token::Kind::kSymbol : Token::Kind::kOther, 1);
  }

  std::string_view sql_;
  size_t position_ = 0;
};

std::string Quote(char quote, std::string_view text) {
  std::string quoted(1, quote);
  for (const char c : text) {
    if (c == quote) quoted += c;
    quoted += c;
  }
  return quoted + quote;
}

}  // namespace

bool Token::IsKeyword(std::string_view upper_case) const {
  return kind == Kind::kWord && SameName(text, upper_case);
}

std::vector<Token> Tokenize(std::string_view sql) { return Scanner(sql).Scan(); }

bool SameName(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return Lower(x) == Lower(y); });
}

std::string QuoteName(std::string_view name) { return Quote('"', name); }
std::string QuoteText(std::string_view text) { return Quote('\'', text); }

}  // namespace quiver::sqlite
