#include "transfer/column_comparison.h"

#include <algorithm>

#include <arrow/extension_type.h>
#include <arrow/type_traits.h>
#include <fmt/format.h>

namespace quiver {
namespace {

std::string NestedFamily(const arrow::DataType& type) {
  if (type.id() == arrow::Type::STRUCT) {
    std::string family = "struct of (";
    for (const auto& field : type.fields()) {
      family += (family.back() == '(' ? "" : ", ") + ValueFamily(*field->type());
    }
    return family + ")";
  }
  if (type.id() == arrow::Type::MAP) {
    const auto& map = static_cast<const arrow::MapType&>(type);
    return "map of " + ValueFamily(*map.key_type()) + " to " + ValueFamily(*map.item_type());
  }
  if (arrow::is_list_like(type.id()) || arrow::is_list_view(type.id())) {
    return "list of " + ValueFamily(*type.field(0)->type());
  }
  return type.ToString();
}

std::string TimestampFamily(const arrow::TimestampType& type) {
  return type.timezone().empty() ? "timestamp" : "timestamp with time zone";
}

// Where `to` has the column `i` of `from`, or -1. Of columns with one name the first ones belong
// together, the second ones, and so on.
int CounterpartOf(int i, const arrow::Schema& from, const arrow::Schema& to) {
  const std::string& name = from.field(i)->name();
  const std::vector<int> same_name = from.GetAllFieldIndices(name);
  const std::vector<int> others = to.GetAllFieldIndices(name);
  const size_t place = std::ranges::find(same_name, i) - same_name.begin();
  return place < others.size() ? others[place] : -1;
}

}  // namespace

std::string ValueFamily(const arrow::DataType& type) {
  const arrow::Type::type id = type.id();
  if (id == arrow::Type::BOOL) return "boolean";
  if (arrow::is_integer(id)) return "integer";
  if (arrow::is_floating(id)) return "float";
  if (arrow::is_decimal(id)) return "decimal";
  if (arrow::is_string(id) || id == arrow::Type::STRING_VIEW) return "text";
  if (arrow::is_binary_like(id) || arrow::is_large_binary_like(id) ||
      arrow::is_fixed_size_binary(id) || id == arrow::Type::BINARY_VIEW) {
    return "binary";
  }
  if (arrow::is_date(id)) return "date";
  if (arrow::is_time(id)) return "time";
  if (id == arrow::Type::TIMESTAMP) {
    return TimestampFamily(static_cast<const arrow::TimestampType&>(type));
  }
  // A duration is an interval without months and days.
  if (id == arrow::Type::DURATION || arrow::is_interval(id)) return "interval";
  if (id == arrow::Type::DICTIONARY) {
    return ValueFamily(*static_cast<const arrow::DictionaryType&>(type).value_type());
  }
  if (id == arrow::Type::RUN_END_ENCODED) {
    return ValueFamily(*static_cast<const arrow::RunEndEncodedType&>(type).value_type());
  }
  if (id == arrow::Type::EXTENSION) {
    const auto& extension = static_cast<const arrow::ExtensionType&>(type);
    if (extension.extension_name() == "arrow.bool8") return "boolean";
    return ValueFamily(*extension.storage_type());
  }
  return NestedFamily(type);
}

std::vector<std::string> CompareColumns(const arrow::Schema& a, const arrow::Schema& b) {
  std::vector<std::string> differences;
  for (int i = 0; i < a.num_fields(); ++i) {
    const arrow::Field& field = *a.field(i);
    const int other = CounterpartOf(i, a, b);
    if (other < 0) {
      differences.push_back(fmt::format("column \"{}\" is only in A", field.name()));
      continue;
    }
    // A column that can hold NULLs alone has the same values whatever its type.
    const arrow::DataType& type_a = *field.type();
    const arrow::DataType& type_b = *b.field(other)->type();
    if (type_a.id() == arrow::Type::NA || type_b.id() == arrow::Type::NA) continue;
    const std::string family_a = ValueFamily(type_a);
    const std::string family_b = ValueFamily(type_b);
    if (family_a != family_b) {
      differences.push_back(
          fmt::format("column \"{}\" is {} in A and {} in B", field.name(), family_a, family_b));
    }
  }
  for (int i = 0; i < b.num_fields(); ++i) {
    if (CounterpartOf(i, b, a) >= 0) continue;
    differences.push_back(fmt::format("column \"{}\" is only in B", b.field(i)->name()));
  }
  if (differences.empty() && a.field_names() != b.field_names()) {
    differences.push_back("the columns are in another order");
  }
  return differences;
}

}  // namespace quiver
