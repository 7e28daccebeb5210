#include "offered_filters.h"

#include <string>
#include <utility>
#include <vector>

#include "scalar_of_value.h"

namespace quiver::duckdb_extension {
namespace {

using Kind = Predicate::Kind;
using Found = std::optional<Predicate>;

// The same comparison with its sides changed.
Kind Mirrored(Kind kind) {
  switch (kind) {
    case Kind::kLess:
      return Kind::kGreater;
    case Kind::kLessEqual:
      return Kind::kGreaterEqual;
    case Kind::kGreater:
      return Kind::kLess;
    case Kind::kGreaterEqual:
      return Kind::kLessEqual;
    default:
      return kind;
  }
}

class Translator {
 public:
  Translator(duckdb_v2_table_function_filter_pushdown_info_handle info,
             duckdb_v2_error_info_handle* err)
      : info_(info), err_(err) {}

  Found Translate(duckdb_v2_expression_handle expression) const {
    switch (TypeOf(expression)) {
      case DUCKDB_V2_EXPRESSION_TYPE_CONJUNCTION_AND:
        return And(Children(expression));
      case DUCKDB_V2_EXPRESSION_TYPE_CONJUNCTION_OR:
        return Or(Children(expression));
      case DUCKDB_V2_EXPRESSION_TYPE_COMPARE_EQUAL:
        return Comparison(Kind::kEqual, expression);
      case DUCKDB_V2_EXPRESSION_TYPE_COMPARE_NOTEQUAL:
        return Comparison(Kind::kNotEqual, expression);
      case DUCKDB_V2_EXPRESSION_TYPE_COMPARE_LESSTHAN:
        return Comparison(Kind::kLess, expression);
      case DUCKDB_V2_EXPRESSION_TYPE_COMPARE_LESSTHANOREQUALTO:
        return Comparison(Kind::kLessEqual, expression);
      case DUCKDB_V2_EXPRESSION_TYPE_COMPARE_GREATERTHAN:
        return Comparison(Kind::kGreater, expression);
      case DUCKDB_V2_EXPRESSION_TYPE_COMPARE_GREATERTHANOREQUALTO:
        return Comparison(Kind::kGreaterEqual, expression);
      case DUCKDB_V2_EXPRESSION_TYPE_COMPARE_BETWEEN:
        return Between(Children(expression));
      case DUCKDB_V2_EXPRESSION_TYPE_COMPARE_IN:
        return In(Children(expression));
      case DUCKDB_V2_EXPRESSION_TYPE_OPERATOR_IS_NULL:
        return NullTest(Kind::kIsNull, Children(expression));
      case DUCKDB_V2_EXPRESSION_TYPE_OPERATOR_IS_NOT_NULL:
        return NullTest(Kind::kIsNotNull, Children(expression));
      case DUCKDB_V2_EXPRESSION_TYPE_BOUND_COLUMN_REF:
        return IsBoolean(expression, true);
      case DUCKDB_V2_EXPRESSION_TYPE_OPERATOR_NOT:
        return IsBoolean(Children(expression)[0], false);
      case DUCKDB_V2_EXPRESSION_TYPE_BOUND_FUNCTION:
        return Prefix(expression);
      default:
        return std::nullopt;
    }
  }

 private:
  using Expressions = std::vector<duckdb_v2_expression_handle>;

  DUCKDB_V2_EXPRESSION_TYPE TypeOf(duckdb_v2_expression_handle expression) const {
    DUCKDB_V2_EXPRESSION_TYPE type;
    Call(err_, duckdb_v2_expression_get_type, expression, &type);
    return type;
  }

  Expressions Children(duckdb_v2_expression_handle expression) const {
    idx_t count = 0;
    Call(err_, duckdb_v2_expression_get_child_count, expression, &count);
    Expressions children(count);
    for (idx_t i = 0; i < count; ++i) {
      Call(err_, duckdb_v2_expression_get_child, expression, i, &children[i]);
    }
    return children;
  }

  std::optional<std::string> Column(duckdb_v2_expression_handle expression) const {
    if (TypeOf(expression) != DUCKDB_V2_EXPRESSION_TYPE_BOUND_COLUMN_REF) return std::nullopt;
    idx_t index = 0;
    idx_t column = 0;
    Call(err_, duckdb_v2_expression_column_ref_get_index, expression, &index);
    Call(err_, duckdb_v2_table_function_filter_pushdown_get_column_index, info_, index, &column);
    return std::to_string(column);
  }

  // Null for what is no constant, or none that compares.
  std::shared_ptr<arrow::Scalar> Constant(duckdb_v2_expression_handle expression) const {
    if (TypeOf(expression) != DUCKDB_V2_EXPRESSION_TYPE_VALUE_CONSTANT) return nullptr;
    Value value(duckdb_v2_value_destroy);
    Call(err_, duckdb_v2_expression_constant_get_value, expression, value.out());
    return ScalarOf(value.get(), err_);
  }

  Found Leaf(Kind kind, duckdb_v2_expression_handle column,
             duckdb_v2_expression_handle constant) const {
    auto name = Column(column);
    if (!name) return std::nullopt;
    auto value = Constant(constant);
    if (value == nullptr) return std::nullopt;
    return Predicate{kind, {}, *std::move(name), std::move(value)};
  }

  Found Comparison(Kind kind, duckdb_v2_expression_handle expression) const {
    const Expressions sides = Children(expression);
    auto leaf = Leaf(kind, sides[0], sides[1]);
    return leaf ? leaf : Leaf(Mirrored(kind), sides[1], sides[0]);
  }

  // Some of what must all hold may be left out.
  Found And(const Expressions& children) const {
    Predicate all{Kind::kAnd, {}, {}, nullptr};
    for (const auto child : children) {
      auto predicate = Translate(child);
      if (predicate) all.children.push_back(*std::move(predicate));
    }
    if (all.children.empty()) return std::nullopt;
    return all;
  }

  Found Or(const Expressions& children) const {
    Predicate any{Kind::kOr, {}, {}, nullptr};
    for (const auto child : children) {
      auto predicate = Translate(child);
      if (!predicate) return std::nullopt;
      any.children.push_back(*std::move(predicate));
    }
    return any;
  }

  // Which of its bounds belong to it is not said; the wider reading is right for all.
  Found Between(const Expressions& children) const {
    Predicate both{Kind::kAnd, {}, {}, nullptr};
    for (auto& leaf : {Leaf(Kind::kGreaterEqual, children[0], children[1]),
                       Leaf(Kind::kLessEqual, children[0], children[2])}) {
      if (leaf) both.children.push_back(*leaf);
    }
    if (both.children.empty()) return std::nullopt;
    return both;
  }

  Found In(const Expressions& children) const {
    Predicate any{Kind::kOr, {}, {}, nullptr};
    for (size_t i = 1; i < children.size(); ++i) {
      auto leaf = Leaf(Kind::kEqual, children[0], children[i]);
      if (!leaf) return std::nullopt;
      any.children.push_back(*std::move(leaf));
    }
    return any;
  }

  Found NullTest(Kind kind, const Expressions& children) const {
    auto name = Column(children[0]);
    if (!name) return std::nullopt;
    return Predicate{kind, {}, *std::move(name), nullptr};
  }

  Found IsBoolean(duckdb_v2_expression_handle column, bool value) const {
    auto name = Column(column);
    if (!name) return std::nullopt;
    return Predicate{
        Kind::kEqual, {}, *std::move(name), std::make_shared<arrow::BooleanScalar>(value)};
  }

  // prefix(column, 'begin'), which the optimizer makes of LIKE 'begin%', and LIKE itself.
  Found Prefix(duckdb_v2_expression_handle expression) const {
    duckdb_v2_identifier_t function;
    Call(err_, duckdb_v2_expression_function_get_name, expression, &function);
    const std::string_view name(function.ptr, function.len);
    const bool is_like = name == "~~";
    const Expressions arguments = Children(expression);
    if (arguments.size() != 2 ||
        !(is_like || name == "prefix" || name == "starts_with" || name == "^@")) {
      return std::nullopt;
    }
    auto column = Column(arguments[0]);
    const auto constant = Constant(arguments[1]);
    if (!column || constant == nullptr || constant->type->id() != arrow::Type::STRING) {
      return std::nullopt;
    }
    std::string begin(static_cast<const arrow::StringScalar&>(*constant).view());
    if (is_like) begin = begin.substr(0, begin.find_first_of("%_"));
    if (begin.empty()) return std::nullopt;
    Predicate range{Kind::kAnd, {}, {}, nullptr};
    range.children.push_back(
        {Kind::kGreaterEqual, {}, *column, std::make_shared<arrow::StringScalar>(begin)});
    // Bytes of UTF-8 are never the greatest byte.
    ++begin.back();
    range.children.push_back(
        {Kind::kLess, {}, *column, std::make_shared<arrow::StringScalar>(std::move(begin))});
    return range;
  }

  const duckdb_v2_table_function_filter_pushdown_info_handle info_;
  duckdb_v2_error_info_handle* const err_;
};

}  // namespace

Found OfferedFilters(duckdb_v2_table_function_filter_pushdown_info_handle info,
                     duckdb_v2_error_info_handle* err) {
  const Translator translator(info, err);
  idx_t count = 0;
  Call(err, duckdb_v2_table_function_filter_pushdown_get_filter_count, info, &count);
  Predicate all{Kind::kAnd, {}, {}, nullptr};
  for (idx_t i = 0; i < count; ++i) {
    duckdb_v2_expression_handle filter;
    Call(err, duckdb_v2_table_function_filter_pushdown_get_filter, info, i, &filter);
    auto predicate = translator.Translate(filter);
    if (predicate) all.children.push_back(*std::move(predicate));
  }
  if (all.children.empty()) return std::nullopt;
  return all;
}

}  // namespace quiver::duckdb_extension
