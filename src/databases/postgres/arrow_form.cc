#include "databases/postgres/arrow_form.h"

#include <arrow/extension_type.h>
#include <arrow/util/key_value_metadata.h>
#include <nlohmann/json.hpp>

namespace quiver::postgres {

std::string ExtensionName(const arrow::Field& field) {
  const bool known = field.type()->id() == arrow::Type::EXTENSION;
  const auto extension =
      known ? std::static_pointer_cast<arrow::ExtensionType>(field.type()) : nullptr;
  std::string name =
      known ? extension->extension_name() : MetadataOf(field, "ARROW:extension:name");
  if (name != "arrow.opaque") return name;
  const auto json = nlohmann::json::parse(
      known ? extension->Serialize() : MetadataOf(field, "ARROW:extension:metadata"), nullptr,
      /*allow_exceptions=*/false);
  if (!json.is_object() || json.value("vendor_name", "") != "DuckDB") return name;
  return "duckdb." + json.value("type_name", "");
}

const std::shared_ptr<arrow::DataType>& PlainType(const std::shared_ptr<arrow::DataType>& type) {
  switch (type->id()) {
    case arrow::Type::DICTIONARY:
      return PlainType(static_cast<const arrow::DictionaryType&>(*type).value_type());
    case arrow::Type::RUN_END_ENCODED:
      return PlainType(static_cast<const arrow::RunEndEncodedType&>(*type).value_type());
    case arrow::Type::EXTENSION:
      return PlainType(static_cast<const arrow::ExtensionType&>(*type).storage_type());
    default:
      return type;
  }
}

std::string MetadataOf(const arrow::Field& field, const std::string& key) {
  return field.metadata() == nullptr ? "" : field.metadata()->Get(key).ValueOr("");
}

}  // namespace quiver::postgres
