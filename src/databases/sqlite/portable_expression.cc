#include "databases/sqlite/portable_expression.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>

#include "databases/sqlite/iso8601.h"
#include "databases/sqlite/portable_literal.h"
#include "databases/sqlite/tokenizer.h"

namespace quiver::sqlite {

namespace {

struct Operand {
  int column = -1;  // -1 for a literal
  Literal literal;
};

enum class Comparison { kEquality, kOrder };

bool IsNumeric(Affinity affinity) {
  return affinity == Affinity::kInteger || affinity == Affinity::kReal ||
         affinity == Affinity::kNumeric;
}

/// Decides which comparisons mean the same elsewhere.
class ComparisonRules {
 public:
  ComparisonRules(const DeclaredTable& table, const std::vector<ColumnDecision>* decisions)
      : table_(table), decisions_(decisions) {}

  /// The literal as it is to be written behind a comparison with the column.
  std::optional<std::string> LiteralFor(int column, const Literal& literal,
                                        Comparison comparison) const {
    if (!AffinityLeaves(table_.columns[column], literal)) return std::nullopt;
    if (decisions_ == nullptr) {
      const bool may_be_date = WantsDates(table_.columns[column]) && IsDate(literal);
      if (literal.kind == Literal::Kind::kText && comparison == Comparison::kOrder &&
          !may_be_date) {
        return std::nullopt;
      }
      return literal.ToSql();
    }
    if (!FormAllows((*decisions_)[column], comparison)) return std::nullopt;
    return LiteralInForm(literal, (*decisions_)[column].form);
  }

  bool ColumnsCompare(int left, int right, Comparison comparison) const {
    const DeclaredColumn& a = table_.columns[left];
    const DeclaredColumn& b = table_.columns[right];
    const bool same_kind =
        (IsNumeric(a.affinity) && IsNumeric(b.affinity)) || a.affinity == b.affinity;
    if (!same_kind || !a.binary_collation || !b.binary_collation) return false;
    if (decisions_ == nullptr) {
      return comparison == Comparison::kEquality || a.affinity != Affinity::kText ||
             (WantsDates(a) && WantsDates(b));
    }
    return (*decisions_)[left].form == (*decisions_)[right].form &&
           FormAllows((*decisions_)[left], comparison) &&
           FormAllows((*decisions_)[right], comparison);
  }

 private:
  static bool IsDate(const Literal& literal) {
    int64_t days = 0;
    return literal.kind == Literal::Kind::kText &&
           ParseIso8601(literal.text, &days) == Iso8601::kDate;
  }

  /// SQLite compares the column with the literal as it is, not with what the affinity of the
  /// column makes of it (https://www.sqlite.org/datatype3.html, section 4.2).
  static bool AffinityLeaves(const DeclaredColumn& column, const Literal& literal) {
    switch (literal.kind) {
      case Literal::Kind::kNull:
        return true;
      case Literal::Kind::kInteger:
      case Literal::Kind::kReal:
        return column.affinity != Affinity::kText;
      case Literal::Kind::kText:
        return column.binary_collation &&
               !(IsNumeric(column.affinity) && LooksNumeric(literal.text));
    }
    return false;
  }

  static bool FormAllows(const ColumnDecision& decision, Comparison comparison) {
    switch (decision.form) {
      case ColumnForm::kInt64:
      case ColumnForm::kDouble:
      case ColumnForm::kBinary:
      case ColumnForm::kDate32:
        return true;
      case ColumnForm::kBool:
        return comparison == Comparison::kEquality;
      case ColumnForm::kUtf8:
        return comparison == Comparison::kEquality && !decision.converted_to_text;
      case ColumnForm::kTimestamp:
      case ColumnForm::kTimestampUtc:
        // One instant has more than one text: '2020-01-01' is not '2020-01-01 00:00' to SQLite.
        return false;
    }
    return false;
  }

  const DeclaredTable& table_;
  const std::vector<ColumnDecision>* decisions_;
};

/// A recursive-descent parser of the portable part of SQLite's expressions; every function gives
/// nothing as soon as it meets something else.
class Parser {
 public:
  Parser(std::string_view expression, const DeclaredTable& table,
         const std::vector<ColumnDecision>* decisions)
      : tokens_(Tokenize(expression)), table_(table), rules_(table, decisions) {}

  std::optional<std::string> Parse() {
    auto condition = ParseOr();
    if (!condition || position_ != tokens_.size()) return std::nullopt;
    return condition->sql;
  }

 private:
  /// A condition as SQL; `loose` needs parentheses inside an AND.
  struct Condition {
    std::string sql;
    bool loose = false;
    std::string InAnd() const { return loose ? "(" + sql + ")" : sql; }
  };

  bool Accept(std::string_view keyword) {
    if (position_ >= tokens_.size() || !tokens_[position_].IsKeyword(keyword)) return false;
    ++position_;
    return true;
  }
  bool AcceptSymbol(std::string_view symbol) {
    if (position_ >= tokens_.size() || !tokens_[position_].IsSymbol(symbol)) return false;
    ++position_;
    return true;
  }

  std::optional<Condition> ParseOr() {
    auto left = ParseAnd();
    while (left && Accept("OR")) {
      const auto right = ParseAnd();
      if (!right) return std::nullopt;
      left = Condition{left->sql + " OR " + right->sql, true};
    }
    return left;
  }

  std::optional<Condition> ParseAnd() {
    auto left = ParseNot();
    while (left && Accept("AND")) {
      const auto right = ParseNot();
      if (!right) return std::nullopt;
      left = Condition{left->InAnd() + " AND " + right->InAnd()};
    }
    return left;
  }

  std::optional<Condition> ParseNot() {
    constexpr int kDeepest = 200;
    if (depth_ > kDeepest) return std::nullopt;
    if (!Accept("NOT")) return ParseCondition();
    ++depth_;
    const auto inner = ParseNot();
    --depth_;
    if (!inner) return std::nullopt;
    return Condition{"NOT (" + inner->sql + ")"};
  }

  /// A comparison, or a condition in parentheses.
  std::optional<Condition> ParseCondition() {
    const size_t start = position_;
    if (const auto operand = ParseOperand()) return ParsePredicate(*operand);
    position_ = start;
    if (!AcceptSymbol("(")) return std::nullopt;
    ++depth_;
    auto inner = ParseOr();
    --depth_;
    if (!inner || !AcceptSymbol(")")) return std::nullopt;
    // A comparison of truth values compares 0 and 1 in SQLite, and is an error in most others.
    return AtBoundary() ? inner : std::nullopt;
  }

  /// Nothing that binds tighter than AND follows.
  bool AtBoundary() const {
    if (position_ == tokens_.size()) return true;
    const Token& token = tokens_[position_];
    return token.IsKeyword("AND") || token.IsKeyword("OR") || token.IsSymbol(")");
  }

  /// A column or a literal, in any number of parentheses.
  std::optional<Operand> ParseOperand() {
    int parentheses = 0;
    while (AcceptSymbol("(")) ++parentheses;
    Operand operand;
    if (const auto column = ParseColumn()) {
      operand.column = *column;
    } else if (auto literal = ReadLiteral(tokens_, &position_)) {
      operand.literal = std::move(*literal);
    } else {
      return std::nullopt;
    }
    while (parentheses > 0 && AcceptSymbol(")")) --parentheses;
    if (parentheses > 0) return std::nullopt;
    return operand;
  }

  std::optional<int> ParseColumn() {
    if (position_ >= tokens_.size() || !tokens_[position_].IsName()) return std::nullopt;
    for (const auto value : {"NULL", "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP"}) {
      if (tokens_[position_].IsKeyword(value)) return std::nullopt;
    }
    for (size_t i = 0; i < table_.columns.size(); ++i) {
      if (SameName(table_.columns[i].name, tokens_[position_].value)) {
        ++position_;
        return static_cast<int>(i);
      }
    }
    return std::nullopt;
  }

  std::optional<Condition> ParsePredicate(const Operand& left) {
    const auto sql =
        left.column >= 0 && !AtComparison() ? ParseTest(left.column) : ParseComparison(left);
    if (!sql || !AtBoundary()) return std::nullopt;
    return Condition{*sql};
  }

  struct Operator {
    std::string_view sqlite, portable, mirrored;
    Comparison comparison;
  };
  static constexpr std::array<Operator, 8> kOperators = {{
      {"=", "=", "=", Comparison::kEquality},
      {"==", "=", "=", Comparison::kEquality},
      {"<>", "<>", "<>", Comparison::kEquality},
      {"!=", "<>", "<>", Comparison::kEquality},
      {"<", "<", ">", Comparison::kOrder},
      {"<=", "<=", ">=", Comparison::kOrder},
      {">", ">", "<", Comparison::kOrder},
      {">=", ">=", "<=", Comparison::kOrder},
  }};

  bool AtComparison() const {
    return position_ < tokens_.size() && std::ranges::any_of(kOperators, [&](const Operator& op) {
             return tokens_[position_].IsSymbol(op.sqlite);
           });
  }

  std::optional<std::string> ParseComparison(const Operand& left) {
    for (const Operator& op : kOperators) {
      if (!AcceptSymbol(op.sqlite)) continue;
      const auto right = ParseOperand();
      if (!right) return std::nullopt;
      if (left.column >= 0) return Compare(left.column, op.portable, *right, op.comparison);
      if (right->column >= 0) return Compare(right->column, op.mirrored, left, op.comparison);
      return std::nullopt;
    }
    return std::nullopt;
  }

  std::optional<std::string> ParseTest(int column) {
    if (const auto sql = ParseNullTest(column)) return sql;
    const bool negated = Accept("NOT");
    if (Accept("IN")) return ParseIn(column, negated);
    if (Accept("BETWEEN")) return ParseBetween(column, negated);
    return std::nullopt;
  }

  std::optional<std::string> Compare(int column, std::string_view op, const Operand& other,
                                     Comparison comparison) const {
    const auto right = WriteOperand(column, other, comparison);
    if (!right) return std::nullopt;
    return Name(column) + " " + std::string(op) + " " + *right;
  }

  /// `operand` on the other side of a comparison with `column`.
  std::optional<std::string> WriteOperand(int column, const Operand& operand,
                                          Comparison comparison) const {
    if (operand.column < 0) return rules_.LiteralFor(column, operand.literal, comparison);
    if (!rules_.ColumnsCompare(column, operand.column, comparison)) return std::nullopt;
    return Name(operand.column);
  }

  std::optional<std::string> ParseNullTest(int column) {
    const size_t start = position_;
    if (Accept("ISNULL")) return Name(column) + " IS NULL";
    if (Accept("NOTNULL")) return Name(column) + " IS NOT NULL";
    if (Accept("NOT") && Accept("NULL")) return Name(column) + " IS NOT NULL";
    position_ = start;
    if (Accept("IS")) {
      const bool negated = Accept("NOT");
      if (Accept("NULL")) return Name(column) + (negated ? " IS NOT NULL" : " IS NULL");
    }
    position_ = start;
    return std::nullopt;
  }

  std::optional<std::string> ParseIn(int column, bool negated) {
    if (!AcceptSymbol("(")) return std::nullopt;
    std::string list;
    do {
      const auto operand = ParseOperand();
      if (!operand) return std::nullopt;
      const auto element = WriteOperand(column, *operand, Comparison::kEquality);
      if (!element) return std::nullopt;
      list += (list.empty() ? "" : ", ") + *element;
    } while (AcceptSymbol(","));
    if (!AcceptSymbol(")")) return std::nullopt;
    return Name(column) + (negated ? " NOT IN (" : " IN (") + list + ")";
  }

  std::optional<std::string> ParseBetween(int column, bool negated) {
    const auto low = ParseOperand();
    if (!low || !Accept("AND")) return std::nullopt;
    const auto high = ParseOperand();
    if (!high) return std::nullopt;
    const auto low_sql = WriteOperand(column, *low, Comparison::kOrder);
    const auto high_sql = WriteOperand(column, *high, Comparison::kOrder);
    if (!low_sql || !high_sql) return std::nullopt;
    return Name(column) + (negated ? " NOT BETWEEN " : " BETWEEN ") + *low_sql + " AND " +
           *high_sql;
  }

  std::string Name(int column) const { return QuoteName(table_.columns[column].name); }

  const std::vector<Token> tokens_;
  const DeclaredTable& table_;
  const ComparisonRules rules_;
  size_t position_ = 0;
  int depth_ = 0;
};

std::optional<std::string> ShortestReal(double real) {
  if (!std::isfinite(real)) return std::nullopt;
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof(digits), real).ptr;
  std::string text(digits, end);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

}  // namespace

std::optional<PortableExpression> MakePortable(std::string_view expression,
                                               const DeclaredTable& table,
                                               const std::vector<ColumnDecision>* decisions) {
  auto sql = Parser(expression, table, decisions).Parse();
  if (!sql) return std::nullopt;
  return PortableExpression{std::move(*sql)};
}

std::optional<PortableExpression> PortableLiteral(const DeclaredColumn::Value& value) {
  using Class = DeclaredColumn::Value::Class;
  std::string sql;
  switch (value.storage_class) {
    case Class::kInteger:
      sql = std::to_string(value.integer);
      break;
    case Class::kReal:
      sql = ShortestReal(value.real).value_or("");
      break;
    case Class::kText:
      sql = QuoteText(value.bytes);
      break;
    case Class::kNull:
    case Class::kBlob:
      return std::nullopt;
  }
  // The reader knows what every database reads alike.
  const auto tokens = Tokenize(sql);
  size_t position = 0;
  if (!ReadLiteral(tokens, &position) || position != tokens.size()) return std::nullopt;
  return PortableExpression{std::move(sql)};
}

std::optional<PortableExpression> FitLiteral(const PortableExpression& literal, ColumnForm form) {
  const auto tokens = Tokenize(literal.sql);
  size_t position = 0;
  const auto parsed = ReadLiteral(tokens, &position);
  if (!parsed) return std::nullopt;
  if (form == ColumnForm::kTimestamp && parsed->kind == Literal::Kind::kText) {
    // Every database reads a date, and a timestamp with seconds, as a timestamp.
    int64_t value = 0;
    const Iso8601 iso = ParseIso8601(parsed->text, &value);
    const bool has_seconds = parsed->text.size() >= std::string_view("YYYY-MM-DD HH:MM:SS").size();
    if (iso == Iso8601::kDate || (iso == Iso8601::kTimestamp && has_seconds)) return literal;
    return std::nullopt;
  }
  auto sql = LiteralInForm(*parsed, form);
  if (!sql) return std::nullopt;
  return PortableExpression{std::move(*sql)};
}

}  // namespace quiver::sqlite
