#include "databases/postgres/portable_expression.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "databases/postgres/expression_tokens.h"

namespace quiver::postgres {
namespace {

using Maybe = std::optional<std::string>;

std::string Quoted(const std::string& text, char quote) {
  std::string quoted(1, quote);
  for (const char c : text) quoted += c == quote ? std::string(2, c) : std::string(1, c);
  return quoted + quote;
}

// Only what every database reads as the same number: no exponent, at most 15 digits in a fraction.
bool IsPlainNumber(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const auto digits = std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; });
  const auto points = std::ranges::count(text, '.');
  constexpr int kMostDigits = 15;
  return digits > 0 && digits <= kMostDigits && points <= 1 && text.front() != '.' &&
         text.back() != '.' && digits + points == static_cast<int>(text.size());
}

/// A column or a literal.
struct Operand {
  std::string sql;
  ColumnClass type = ColumnClass::kOther;
  bool is_column = false;
};

/// Reads what PostgreSQL prints by recursive descent. Every function leaves `at_` where it was when
/// it gives nothing.
class Parser {
 public:
  Parser(std::vector<Token> tokens, const ColumnClasses& columns)
      : tokens_(std::move(tokens)), columns_(columns) {}

  Maybe Condition() {
    Maybe sql = Or();
    return at_ == tokens_.size() ? sql : std::nullopt;
  }

  std::optional<Operand> Literal() {
    auto operand = AnOperand();
    return at_ == tokens_.size() && operand && !operand->is_column ? operand : std::nullopt;
  }

 private:
  bool Take(std::string_view symbol) {
    if (at_ == tokens_.size() || !tokens_[at_].Is(symbol)) return false;
    ++at_;
    return true;
  }

  Maybe Or() {
    return Joined("OR", [this] { return And(); });
  }
  Maybe And() {
    return Joined("AND", [this] { return Not(); });
  }

  template <typename Part>
  Maybe Joined(const std::string& word, Part part) {
    Maybe sql = part();
    bool several = false;
    while (sql && Take(word)) {
      const Maybe next = part();
      if (!next) return std::nullopt;
      *sql += " " + word + " " + *next;
      several = true;
    }
    if (sql && several) return "(" + *sql + ")";
    return sql;
  }

  Maybe Not() {
    if (!Take("NOT")) return Primary();
    const Maybe sql = Primary();
    return sql ? Maybe("NOT (" + *sql + ")") : std::nullopt;
  }

  Maybe Primary() {
    const size_t begin = at_;
    if (Maybe sql = Comparison()) return sql;
    at_ = begin;
    if (!Take("(")) return std::nullopt;
    Maybe sql = Or();
    return sql && Take(")") ? sql : std::nullopt;
  }

  Maybe Comparison() {
    const auto left = AnOperand();
    if (!left) return std::nullopt;
    if (Take("IS")) {
      const bool negated = Take("NOT");
      if (!Take("NULL") || !left->is_column) return std::nullopt;
      return left->sql + (negated ? " IS NOT NULL" : " IS NULL");
    }
    for (const std::string_view symbol : {"=", "<>", "<=", ">=", "<", ">"}) {
      if (!Take(symbol)) continue;
      const bool order = symbol != "=" && symbol != "<>";
      if (left->type == ColumnClass::kOther || (order && left->type != ColumnClass::kNumber)) {
        return std::nullopt;
      }
      if (symbol == "=" && Take("ANY")) return InList(*left, "IN");
      if (symbol == "<>" && Take("ALL")) return InList(*left, "NOT IN");
      const auto right = AnOperand();
      if (!right || right->type != left->type) return std::nullopt;
      return fmt::format("{} {} {}", left->sql, symbol, right->sql);
    }
    if (left->is_column && left->type == ColumnClass::kBoolean) return left->sql;
    return std::nullopt;
  }

  // ANY (ARRAY[a, b]), or ANY ((ARRAY[a, b])::text[]).
  Maybe InList(const Operand& left, std::string_view word) {
    if (!Take("(")) return std::nullopt;
    const bool cast = Take("(");
    if (!Take("ARRAY") || !Take("[")) return std::nullopt;
    std::vector<std::string> items;
    do {
      const auto item = AnOperand();
      if (!item || item->is_column || item->type != left.type) return std::nullopt;
      items.push_back(item->sql);
    } while (Take(","));
    if (!Take("]")) return std::nullopt;
    if (cast && (!Take(")") || CastType() != "text[]")) return std::nullopt;
    if (!Take(")")) return std::nullopt;
    return fmt::format("{} {} ({})", left.sql, word, fmt::join(items, ", "));
  }

  std::optional<Operand> AnOperand() {
    const size_t begin = at_;
    std::optional<Operand> operand;
    if (Take("(")) {
      operand = AnOperand();
      if (operand && !Take(")")) operand.reset();
    } else {
      operand = ColumnOrLiteral();
    }
    while (operand && at_ < tokens_.size() && tokens_[at_].Is("::")) {
      if (!Cast(&*operand)) operand.reset();
    }
    if (!operand) at_ = begin;
    return operand;
  }

  std::optional<Operand> ColumnOrLiteral() {
    if (at_ == tokens_.size()) return std::nullopt;
    const bool minus = Take("-");
    if (at_ == tokens_.size()) return std::nullopt;
    const Token& token = tokens_[at_++];
    if (token.kind == Token::Kind::kNumber) {
      const std::string text = (minus ? "-" : "") + token.text;
      if (!IsPlainNumber(text)) return std::nullopt;
      return Operand{text, ColumnClass::kNumber};
    }
    if (minus) return std::nullopt;
    // A string without a cast does not say what it is.
    if (token.kind == Token::Kind::kString) return Operand{Quoted(token.text, '\'')};
    if (token.kind != Token::Kind::kName) return std::nullopt;
    const auto column = columns_.find(token.text);
    if (column != columns_.end()) {
      return Operand{QuotedName(token.text), column->second, /*is_column=*/true};
    }
    if (token.text == "true") return Operand{"TRUE", ColumnClass::kBoolean};
    if (token.text == "false") return Operand{"FALSE", ColumnClass::kBoolean};
    return std::nullopt;
  }

  // Casts that change nothing: what a literal is said to be, and varchar to text.
  bool Cast(Operand* operand) {
    const ColumnClass to = ClassOfType(CastType());
    if (operand->is_column) return operand->type == ColumnClass::kText && to == operand->type;
    const bool string = operand->sql.starts_with('\'');
    if (string && to == ColumnClass::kNumber) {
      // '-1'::integer
      operand->sql = operand->sql.substr(1, operand->sql.size() - 2);
      if (!IsPlainNumber(operand->sql)) return false;
    } else if (string ? to != ColumnClass::kText : to != operand->type) {
      return false;
    }
    operand->type = to;
    return true;
  }

  // "::character varying", "::numeric", "::text[]"; empty where it has a modifier, which may cut.
  std::string CastType() {
    if (!Take("::")) return "";
    std::string type;
    while (at_ < tokens_.size() && tokens_[at_].kind == Token::Kind::kName) {
      type += (type.empty() ? "" : " ") + tokens_[at_++].text;
    }
    if (Take("[") && Take("]")) type += "[]";
    return at_ < tokens_.size() && tokens_[at_].Is("(") ? "" : type;
  }

  const std::vector<Token> tokens_;
  const ColumnClasses& columns_;
  size_t at_ = 0;
};

}  // namespace

std::string QuotedName(const std::string& name) { return Quoted(name, '"'); }

ColumnClass ClassOfType(const std::string& declared) {
  const std::string name = declared.substr(0, declared.find('('));
  static const std::map<std::string, ColumnClass> classes = {
      {"smallint", ColumnClass::kNumber}, {"integer", ColumnClass::kNumber},
      {"bigint", ColumnClass::kNumber},   {"numeric", ColumnClass::kNumber},
      {"real", ColumnClass::kNumber},     {"double precision", ColumnClass::kNumber},
      {"text", ColumnClass::kText},       {"character varying", ColumnClass::kText},
      {"boolean", ColumnClass::kBoolean}};
  // An array's name has more after the parenthesis.
  if (declared.ends_with("]")) return ColumnClass::kOther;
  const auto found = classes.find(name);
  return found == classes.end() ? ColumnClass::kOther : found->second;
}

std::optional<PortableExpression> MakePortable(const std::string& condition,
                                               const ColumnClasses& columns) {
  Maybe sql = Parser(Tokenize(condition), columns).Condition();
  if (!sql) return std::nullopt;
  return PortableExpression{std::move(*sql)};
}

std::optional<PortableExpression> PortableDefault(const std::string& value, ColumnClass column) {
  const auto literal = Parser(Tokenize(value), {}).Literal();
  if (!literal || literal->type != column) return std::nullopt;
  return PortableExpression{literal->sql};
}

}  // namespace quiver::postgres
