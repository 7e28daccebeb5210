#include <charconv>
#include <cmath>

#include <arrow/array.h>
#include <arrow/extension_type.h>
#include <arrow/type_traits.h>
#include <nlohmann/json.hpp>

#include "cli/json_output.h"
#include "cli/rows_output.h"
#include "quiver/value_text.h"

namespace quiver::cli {
namespace {

using Json = nlohmann::ordered_json;

Json ToJson(const arrow::Array& array, int64_t row);

Json FloatToJson(const arrow::Array& array, int64_t row) {
  const std::string text = ValueText(array, row);
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return std::isfinite(value) ? Json(value) : Json(text);
}

Json IntegerToJson(const arrow::Array& array, int64_t row) {
  const std::string text = ValueText(array, row);
  if (array.type_id() == arrow::Type::UINT64) return Json(std::stoull(text));
  return Json(std::stoll(text));
}

template <typename ListArray>
Json ListToJson(const arrow::Array& array, int64_t row) {
  const auto& list = static_cast<const ListArray&>(array);
  Json values = Json::array();
  const int64_t begin = list.value_offset(row);
  for (int64_t i = 0; i < list.value_length(row); ++i) {
    values.push_back(ToJson(*list.values(), begin + i));
  }
  return values;
}

Json StructToJson(const arrow::StructArray& array, int64_t row) {
  Json object = Json::object();
  for (int i = 0; i < array.num_fields(); ++i) {
    object[array.struct_type()->field(i)->name()] = ToJson(*array.field(i), row);
  }
  return object;
}

Json ToJson(const arrow::Array& array, int64_t row) {
  if (array.IsNull(row)) return nullptr;
  const arrow::Type::type id = array.type_id();
  if (id == arrow::Type::BOOL) return static_cast<const arrow::BooleanArray&>(array).Value(row);
  if (arrow::is_integer(id)) return IntegerToJson(array, row);
  if (arrow::is_floating(id)) return FloatToJson(array, row);
  if (id == arrow::Type::LIST) return ListToJson<arrow::ListArray>(array, row);
  if (id == arrow::Type::LARGE_LIST) return ListToJson<arrow::LargeListArray>(array, row);
  if (id == arrow::Type::FIXED_SIZE_LIST) return ListToJson<arrow::FixedSizeListArray>(array, row);
  if (id == arrow::Type::STRUCT) {
    return StructToJson(static_cast<const arrow::StructArray&>(array), row);
  }
  return ValueText(array, row);
}

}  // namespace

void PrintRowsAsJson(const FirstRows& rows) {
  for (const auto& batch : rows.batches) {
    for (int64_t row = 0; row < batch->num_rows(); ++row) {
      Json object = Json::object();
      for (int i = 0; i < batch->num_columns(); ++i) {
        object[batch->column_name(i)] = ToJson(*batch->column(i), row);
      }
      PrintJson(object);
    }
  }
}

}  // namespace quiver::cli
