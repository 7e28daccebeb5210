#include "core/statistics_metadata.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include <arrow/util/base64.h>
#include <nlohmann/json.hpp>

#include "core/bound_text.h"

namespace quiver {
namespace {

using Json = nlohmann::json;

constexpr int kVersion = 1;

bool IsBytes(arrow::Type::type id) {
  switch (id) {
    case arrow::Type::STRING:
    case arrow::Type::LARGE_STRING:
    case arrow::Type::STRING_VIEW:
    case arrow::Type::BINARY:
    case arrow::Type::LARGE_BINARY:
    case arrow::Type::BINARY_VIEW:
    case arrow::Type::FIXED_SIZE_BINARY:
      return true;
    default:
      return false;
  }
}

// The type of a column's bounds.
std::shared_ptr<arrow::DataType> BoundType(const arrow::Field& field) {
  if (field.type()->id() != arrow::Type::DICTIONARY) return field.type();
  return static_cast<const arrow::DictionaryType&>(*field.type()).value_type();
}

Json BoundToJson(const std::shared_ptr<arrow::Scalar>& bound, const arrow::DataType& type) {
  if (bound == nullptr || !bound->is_valid) return nullptr;
  if (IsBytes(type.id())) {
    const auto& bytes = static_cast<const arrow::BaseBinaryScalar&>(*bound);
    const std::string text = arrow::util::base64_encode(bytes.view());
    // ComputeStatistics makes the cut ones binary.
    if (bound->type->id() == type.id()) return text;
    return Json{{"cut", text}};
  }
  if (type.id() == arrow::Type::BOOL) {
    return static_cast<const arrow::BooleanScalar&>(*bound).value;
  }
  if (arrow::is_floating(type.id())) {
    const auto text = FloatText(*bound);
    return text ? Json(*text) : Json();
  }
  const auto integer = StorageInteger(*bound);
  if (!integer) return nullptr;
  // A decimal has more digits than other programs' JSON numbers.
  if (arrow::is_decimal(type.id())) return *integer;
  return Json::parse(*integer);
}

std::shared_ptr<arrow::Scalar> BytesFromJson(const Json& json,
                                             const std::shared_ptr<arrow::DataType>& type) {
  const bool cut = json.is_object() && json.contains("cut");
  const Json& text = cut ? json["cut"] : json;
  if (!text.is_string()) return nullptr;
  auto bytes = arrow::util::base64_decode(text.get_ref<const std::string&>());
  if (!bytes.ok()) return nullptr;
  auto buffer = arrow::Buffer::FromString(*std::move(bytes));
  if (cut) return std::make_shared<arrow::BinaryScalar>(std::move(buffer));
  return arrow::MakeScalar(type, std::move(buffer)).ValueOr(nullptr);
}

std::shared_ptr<arrow::Scalar> BoundFromJson(const Json& json,
                                             const std::shared_ptr<arrow::DataType>& type) {
  if (IsBytes(type->id())) return BytesFromJson(json, type);
  if (type->id() == arrow::Type::BOOL) {
    return json.is_boolean() ? arrow::MakeScalar(json.get<bool>()) : nullptr;
  }
  if (json.is_string()) {
    const auto& text = json.get_ref<const std::string&>();
    if (arrow::is_floating(type->id())) return ScalarOfFloatText(text, type);
    return arrow::is_decimal(type->id()) ? ScalarOfStorage(text, type) : nullptr;
  }
  if (!json.is_number_integer() || arrow::is_decimal(type->id())) return nullptr;
  return ScalarOfStorage(json.dump(), type);
}

Json ColumnToJson(const arrow::Field& field, const std::vector<GroupStatistics>& groups) {
  const auto type = BoundType(field);
  Json column{{"name", field.name()}};
  bool known = false;
  for (const GroupStatistics& group : groups) {
    const auto found = group.columns.find(field.name());
    const bool here = found != group.columns.end();
    const ColumnStatistics statistics = here ? found->second : ColumnStatistics();
    known = known || here;
    column["nulls"].push_back(statistics.null_count < 0 ? Json() : Json(statistics.null_count));
    column["min"].push_back(BoundToJson(statistics.min, *type));
    column["max"].push_back(BoundToJson(statistics.max, *type));
    if (arrow::is_floating(type->id())) column["nan"].push_back(statistics.may_have_nan);
  }
  return known ? column : Json();
}

// The entry of `group` in the list `key`; null where there is none.
const Json& Entry(const Json& column, const char* key, size_t group) {
  static const Json kUnknown;
  const auto list = column.find(key);
  if (list == column.end() || !list->is_array() || group >= list->size()) return kUnknown;
  return (*list)[group];
}

int64_t CountOf(const Json& json) {
  if (!json.is_number_integer() || json.is_number_float()) return -1;
  if (json.is_number_unsigned() && json.get<uint64_t>() > INT64_MAX) return -1;
  return std::max<int64_t>(json.get<int64_t>(), -1);
}

void ReadColumn(const Json& column, const arrow::Schema& schema,
                std::vector<GroupStatistics>* groups) {
  if (!column.is_object() || !column.contains("name") || !column["name"].is_string()) return;
  const auto& name = column["name"].get_ref<const std::string&>();
  // Without a value for a name that is there twice.
  const auto field = schema.GetFieldByName(name);
  if (field == nullptr) return;
  const auto type = BoundType(*field);
  for (size_t i = 0; i < groups->size(); ++i) {
    ColumnStatistics& statistics = (*groups)[i].columns[name];
    statistics.null_count = CountOf(Entry(column, "nulls", i));
    statistics.min = BoundFromJson(Entry(column, "min", i), type);
    statistics.max = BoundFromJson(Entry(column, "max", i), type);
    const Json& nan = Entry(column, "nan", i);
    statistics.may_have_nan = !(nan.is_boolean() && !nan.get<bool>());
  }
}

}  // namespace

std::string WriteStatistics(const arrow::Schema& schema,
                            const std::vector<GroupStatistics>& groups) {
  Json json{{"version", kVersion}, {"writer", "quiver " QUIVER_VERSION}};
  json["rows"] = Json::array();
  json["columns"] = Json::array();
  for (const GroupStatistics& group : groups) {
    json["rows"].push_back(group.rows < 0 ? Json() : Json(group.rows));
  }
  for (const auto& field : schema.fields()) {
    if (schema.GetFieldByName(field->name()) == nullptr) continue;
    Json column = ColumnToJson(*field, groups);
    if (!column.is_null()) json["columns"].push_back(std::move(column));
  }
  // Names are what they are, UTF-8 or not.
  return json.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

std::vector<GroupStatistics> ReadStatistics(std::string_view text, const arrow::Schema& schema) {
  const Json json = Json::parse(text, /*cb=*/nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || json.value("version", Json()) != kVersion) return {};
  const auto rows = json.find("rows");
  const auto columns = json.find("columns");
  if (rows == json.end() || !rows->is_array()) return {};
  if (columns == json.end() || !columns->is_array()) return {};
  std::vector<GroupStatistics> groups(rows->size());
  for (size_t i = 0; i < groups.size(); ++i) groups[i].rows = CountOf((*rows)[i]);
  for (const Json& column : *columns) ReadColumn(column, schema, &groups);
  return groups;
}

}  // namespace quiver
