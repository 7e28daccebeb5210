#include "option_value.h"

#include <algorithm>
#include <charconv>

#include <arrow/util/string.h>

namespace quiver::duckdb_extension {
namespace {

bool IsOneOf(DUCKDB_V2_LOGICAL_TYPE_ID type, std::initializer_list<DUCKDB_V2_LOGICAL_TYPE_ID> of) {
  return std::ranges::find(of, type) != of.end();
}

}  // namespace

OptionValue::OptionValue(std::string name, duckdb_v2_value_handle value,
                         duckdb_v2_context_handle context, duckdb_v2_error_info_handle* err)
    : name_(std::move(name)), value_(value), context_(context), err_(err) {}

std::string OptionValue::TextOf(duckdb_v2_value_handle value) const {
  if (IsNull(value, err_)) Refuse("values that are not NULL");
  duckdb_v2_factory_handle factory;
  Call(err_, duckdb_v2_context_get_factory, context_, &factory);
  LogicalType varchar(duckdb_v2_logical_type_destroy);
  Call(err_, duckdb_v2_factory_create_type_from_id, factory, DUCKDB_V2_LOGICAL_TYPE_ID_VARCHAR,
       nullptr, nullptr, 0, varchar.out());
  Value text(duckdb_v2_value_destroy);
  Call(err_, duckdb_v2_value_cast, factory, value, varchar.get(), text.out());
  return quiver::duckdb_extension::TextOf(text.get(), err_);
}

std::string OptionValue::Shown() const {
  idx_t length = 0;
  Call(err_, duckdb_v2_value_to_string, value_, nullptr, 0, &length);
  std::string text(length + 1, '\0');
  Call(err_, duckdb_v2_value_to_string, value_, text.data(), text.size(), &length);
  text.resize(length);
  return text;
}

void OptionValue::Refuse(const std::string& takes) const {
  throw Error("the option " + name_ + " can't be " + Shown() + "; it takes " + takes);
}

std::string OptionValue::AsText() const { return TextOf(value_); }

int64_t OptionValue::AsInteger(int64_t least, int64_t most) const {
  const std::string text = TextOf(value_);
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < least || number > most) {
    Refuse("a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  }
  return number;
}

bool OptionValue::IsBoolean() const {
  const std::string text = arrow::internal::AsciiToLower(Shown());
  return TypeIdOf(value_, err_) == DUCKDB_V2_LOGICAL_TYPE_ID_BOOLEAN || text == "true" ||
         text == "false";
}

bool OptionValue::AsBoolean() const {
  return arrow::internal::AsciiEqualsCaseInsensitive(Shown(), "true");
}

std::vector<std::string> OptionValue::AsNames() const {
  const auto type = TypeIdOf(value_, err_);
  if (type == DUCKDB_V2_LOGICAL_TYPE_ID_VARCHAR) return {TextOf(value_)};
  if (!IsOneOf(type, {DUCKDB_V2_LOGICAL_TYPE_ID_LIST, DUCKDB_V2_LOGICAL_TYPE_ID_STRUCT,
                      DUCKDB_V2_LOGICAL_TYPE_ID_TUPLE})) {
    Refuse("the name of a column, or several in parentheses");
  }
  idx_t count = 0;
  Call(err_, duckdb_v2_value_get_child_count, value_, &count);
  std::vector<std::string> names;
  for (idx_t i = 0; i < count; ++i) {
    Value child(duckdb_v2_value_destroy);
    Call(err_, duckdb_v2_value_get_child, value_, i, child.out());
    names.push_back(TextOf(child.get()));
  }
  return names;
}

std::vector<std::pair<std::string, std::string>> OptionValue::AsPairs() const {
  const auto type = TypeIdOf(value_, err_);
  const bool map = type == DUCKDB_V2_LOGICAL_TYPE_ID_MAP;
  if (!map && type != DUCKDB_V2_LOGICAL_TYPE_ID_STRUCT) Refuse("{key: 'value', ...}");
  const auto child = [&](idx_t i) {
    Value value(duckdb_v2_value_destroy);
    Call(err_, duckdb_v2_value_get_child, value_, i, value.out());
    return TextOf(value.get());
  };
  std::vector<std::pair<std::string, std::string>> pairs;
  if (map) {  // keys and values in turn
    idx_t count = 0;
    Call(err_, duckdb_v2_value_get_child_count, value_, &count);
    for (idx_t i = 0; i + 1 < count; i += 2) pairs.emplace_back(child(i), child(i + 1));
    return pairs;
  }
  const std::vector<std::string> names = MemberNames(value_, err_);
  for (idx_t i = 0; i < names.size(); ++i) pairs.emplace_back(names[i], child(i));
  return pairs;
}

}  // namespace quiver::duckdb_extension
