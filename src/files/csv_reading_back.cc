#include "files/csv_reading_back.h"

#include <string>

#include <arrow/extension_type.h>
#include <arrow/type.h>
#include <arrow/type_traits.h>
#include <fmt/format.h>

namespace quiver {
namespace {

// The type by which the text of values of `type` is read; null where there is none.
std::shared_ptr<arrow::DataType> TypeInText(const std::shared_ptr<arrow::DataType>& type) {
  switch (type->id()) {
    case arrow::Type::DICTIONARY:
      return TypeInText(static_cast<const arrow::DictionaryType&>(*type).value_type());
    case arrow::Type::EXTENSION: {
      const auto& extension = static_cast<const arrow::ExtensionType&>(*type);
      // Written as people write it, not as its bytes.
      if (extension.extension_name() == "arrow.uuid") return nullptr;
      if (extension.extension_name() == "arrow.bool8") return arrow::boolean();
      return TypeInText(extension.storage_type());
    }
    case arrow::Type::STRING:
    case arrow::Type::LARGE_STRING:
    case arrow::Type::STRING_VIEW:
      return arrow::utf8();
    case arrow::Type::BINARY:
    case arrow::Type::LARGE_BINARY:
    case arrow::Type::BINARY_VIEW:
    case arrow::Type::FIXED_SIZE_BINARY:
      return arrow::binary();
    case arrow::Type::DECIMAL32:
    case arrow::Type::DECIMAL64: {
      const auto& decimal = static_cast<const arrow::DecimalType&>(*type);
      return arrow::decimal128(decimal.precision(), decimal.scale());
    }
    case arrow::Type::HALF_FLOAT:
      return arrow::float32();
    case arrow::Type::NA:
    case arrow::Type::BOOL:
    case arrow::Type::FLOAT:
    case arrow::Type::DOUBLE:
    case arrow::Type::DECIMAL128:
    case arrow::Type::DECIMAL256:
    case arrow::Type::DATE32:
    case arrow::Type::DATE64:
    case arrow::Type::TIME32:
    case arrow::Type::TIME64:
    case arrow::Type::TIMESTAMP:
      return type;
    default:
      return arrow::is_integer(type->id()) ? type : nullptr;
  }
}

}  // namespace

arrow::Result<CsvOptions> CsvReadingBack(const arrow::Schema& schema) {
  CsvOptions csv;
  csv.header = true;
  for (const auto& field : schema.fields()) {
    auto type = TypeInText(field->type());
    if (type == nullptr) {
      return arrow::Status::NotImplemented(
          fmt::format("column \"{}\": a CSV file can't give back values of {}; leave --verify out",
                      field->name(), field->type()->ToString()));
    }
    if (!csv.types.emplace(field->name(), std::move(type)).second) {
      return arrow::Status::NotImplemented(fmt::format(
          "two columns have the name \"{}\", which a CSV file can't give back; leave --verify out",
          field->name()));
    }
  }
  return csv;
}

}  // namespace quiver
