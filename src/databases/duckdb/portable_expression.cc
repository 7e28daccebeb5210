#include "databases/duckdb/portable_expression.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <string_view>
#include <vector>

#include <arrow/type_traits.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "databases/duckdb/connection.h"

namespace quiver::duckdb {
namespace {

struct Token {
  enum class Kind { kWord, kQuotedName, kString, kNumber, kSymbol, kOther };
  Kind kind;
  /// A quoted name without its quotes, anything else as written.
  std::string text;
};

bool IsWordCharacter(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

/// The length of what is between quotes at the start of `sql`, quotes included; 0 when unclosed.
size_t QuotedLength(std::string_view sql) {
  for (size_t i = 1; i < sql.size(); ++i) {
    if (sql[i] != sql[0]) continue;
    if (i + 1 == sql.size() || sql[i + 1] != sql[0]) return i + 1;
    ++i;
  }
  return 0;
}

Token NextToken(std::string_view* sql) {
  const auto take = [&](Token::Kind kind, size_t length) {
    Token token{kind, std::string(sql->substr(0, length))};
    sql->remove_prefix(length);
    return token;
  };
  const auto while_word = [&] {
    return std::find_if_not(sql->begin(), sql->end(),
                            [](char c) { return IsWordCharacter(c) || c == '.'; }) -
           sql->begin();
  };
  const char first = sql->front();
  if (first == '\'' || first == '"') {
    const size_t length = QuotedLength(*sql);
    if (length == 0) return take(Token::Kind::kOther, sql->size());
    if (first == '\'') return take(Token::Kind::kString, length);
    Token token{Token::Kind::kQuotedName, ""};
    for (size_t i = 1; i + 1 < length; ++i) {
      token.text += (*sql)[i];
      if ((*sql)[i] == '"') ++i;
    }
    sql->remove_prefix(length);
    return token;
  }
  if (std::isdigit(static_cast<unsigned char>(first))) {
    return take(Token::Kind::kNumber, while_word());
  }
  if (IsWordCharacter(first)) return take(Token::Kind::kWord, while_word());
  for (const std::string_view symbol :
       {"<=", ">=", "<>", "!=", "=", "<", ">", "(", ")", ",", "-"}) {
    if (sql->starts_with(symbol)) return take(Token::Kind::kSymbol, symbol.size());
  }
  return take(Token::Kind::kOther, 1);
}

std::vector<Token> Tokenize(std::string_view sql) {
  std::vector<Token> tokens;
  while (true) {
    while (!sql.empty() && sql.front() == ' ') sql.remove_prefix(1);
    if (sql.empty()) return tokens;
    tokens.push_back(NextToken(&sql));
  }
}

bool IsKeyword(const std::string& word) {
  static const std::set<std::string> keywords = {"AND", "OR", "NOT", "IS", "NULL", "IN", "BETWEEN"};
  return keywords.contains(word);
}

bool ComparesOrder(const Token& token) {
  static const std::set<std::string> words = {"<", ">", "<=", ">=", "BETWEEN"};
  return words.contains(token.text) &&
         (token.kind == Token::Kind::kSymbol || token.kind == Token::Kind::kWord);
}

bool IsNegativeNumber(const std::vector<Token>& tokens, size_t minus) {
  if (minus + 1 >= tokens.size() || tokens[minus + 1].kind != Token::Kind::kNumber) return false;
  if (minus == 0) return true;
  const Token& before = tokens[minus - 1];
  return (before.kind == Token::Kind::kSymbol && before.text != ")") ||
         (before.kind == Token::Kind::kWord && IsKeyword(before.text));
}

}  // namespace

std::optional<PortableExpression> MakePortable(const std::string& condition,
                                               const arrow::Schema& columns) {
  const std::vector<Token> tokens = Tokenize(condition);
  std::vector<std::string> words;
  bool order = false;
  bool text = false;
  for (size_t i = 0; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    order |= ComparesOrder(token);
    const bool is_name = token.kind == Token::Kind::kQuotedName ||
                         (token.kind == Token::Kind::kWord && !IsKeyword(token.text));
    if (is_name) {
      const auto column = columns.GetFieldByName(token.text);
      if (column == nullptr) return std::nullopt;
      text |= arrow::is_base_binary_like(column->type()->id());
      words.push_back(QuoteIdentifier(token.text));
    } else if (token.kind == Token::Kind::kOther) {
      return std::nullopt;
    } else if (token.text == "-") {
      if (!IsNegativeNumber(tokens, i)) return std::nullopt;
      words.push_back("-" + tokens[++i].text);
    } else {
      text |= token.kind == Token::Kind::kString;
      words.push_back(token.text == "!=" ? "<>" : token.text);
    }
  }
  if (words.empty() || (order && text)) return std::nullopt;
  return PortableExpression{fmt::format("{}", fmt::join(words, " "))};
}

std::optional<PortableExpression> PortableDefault(const std::string& value) {
  if (value == "CAST('t' AS BOOLEAN)" || value == "true") return PortableExpression{"TRUE"};
  if (value == "CAST('f' AS BOOLEAN)" || value == "false") return PortableExpression{"FALSE"};
  const std::vector<Token> tokens = Tokenize(value);
  const bool literal = tokens.size() == 1 && (tokens[0].kind == Token::Kind::kNumber ||
                                              tokens[0].kind == Token::Kind::kString);
  const bool negative = tokens.size() == 2 && tokens[0].text == "-" && IsNegativeNumber(tokens, 0);
  if (!literal && !negative) return std::nullopt;
  return PortableExpression{value};
}

}  // namespace quiver::duckdb
