#include "databases/sqlite/stored_type.h"

#include <algorithm>
#include <string_view>

#include <arrow/extension_type.h>
#include <arrow/util/key_value_metadata.h>
#include <fmt/format.h>

#include "databases/sqlite/declared_table.h"
#include "databases/sqlite/tokenizer.h"

namespace quiver::sqlite {
namespace {

using arrow::Type;

std::string DecimalDeclaration(const arrow::DataType& type) {
  const auto& decimal = static_cast<const arrow::DecimalType&>(type);
  // Not DECIMAL(p,s), whose affinity would turn the text into a double.
  return fmt::format("DECIMAL_TEXT({},{})", decimal.precision(), decimal.scale());
}

arrow::Result<StoredType> UsualType(const arrow::DataType& type) {
  switch (type.id()) {
    case Type::NA:
      return StoredType{StoredForm::kNull, ""};
    case Type::BOOL:
      return StoredType{StoredForm::kBool, "BOOLEAN"};
    case Type::INT8:
    case Type::INT16:
    case Type::INT32:
    case Type::INT64:
    case Type::UINT8:
    case Type::UINT16:
    case Type::UINT32:
    case Type::UINT64:
      return StoredType{StoredForm::kInteger, "INTEGER"};
    case Type::HALF_FLOAT:
    case Type::FLOAT:
    case Type::DOUBLE:
      return StoredType{StoredForm::kReal, "REAL"};
    case Type::STRING:
    case Type::LARGE_STRING:
    case Type::STRING_VIEW:
      return StoredType{StoredForm::kText, "TEXT"};
    case Type::BINARY:
    case Type::LARGE_BINARY:
    case Type::BINARY_VIEW:
    case Type::FIXED_SIZE_BINARY:
      return StoredType{StoredForm::kBlob, "BLOB"};
    case Type::DATE32:
    case Type::DATE64:
      return StoredType{StoredForm::kDate, "DATE"};
    case Type::TIME32:
    case Type::TIME64:
      return StoredType{StoredForm::kTime, "TIME"};
    case Type::TIMESTAMP: {
      const bool zone = !static_cast<const arrow::TimestampType&>(type).timezone().empty();
      return StoredType{StoredForm::kTimestamp, zone ? "TIMESTAMPTZ" : "TIMESTAMP"};
    }
    case Type::DECIMAL32:
    case Type::DECIMAL64:
    case Type::DECIMAL128:
    case Type::DECIMAL256:
      return StoredType{StoredForm::kDecimal, DecimalDeclaration(type)};
    default:
      return arrow::Status::NotImplemented("SQLite has no exact form for the type ",
                                           type.ToString(),
                                           "; leave the column out with --columns");
  }
}

/// Only what a type name can be: words and numbers in parentheses, no other SQL.
bool IsTypeName(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text,
                             [](unsigned char c) {
                               return std::isalnum(c) || c == '_' || c == ' ' || c == '(' ||
                                      c == ')' || c == ',';
                             }) &&
         std::isalpha(static_cast<unsigned char>(text[0])) &&
         std::ranges::count(text, '(') == std::ranges::count(text, ')') &&
         text.find(')') == text.rfind(')') && text.find('(') <= text.find(')');
}

/// Whether a column declared so keeps values of this form as they are, and is read as the same
/// type.
bool KeepsValues(std::string_view declared, StoredForm form) {
  const Affinity affinity = AffinityOf(declared, /*strict=*/false);
  const std::string_view word = declared.substr(0, declared.find_first_of(" ("));
  switch (form) {
    case StoredForm::kInteger:
      return affinity == Affinity::kInteger;
    case StoredForm::kReal:
      return affinity == Affinity::kReal;
    case StoredForm::kText:
      return affinity == Affinity::kText;
    case StoredForm::kBlob:
      return affinity == Affinity::kBlob;
    case StoredForm::kBool:
      return SameName(word, "BOOLEAN") || SameName(word, "BOOL");
    case StoredForm::kDate:
      return SameName(word, "DATE");
    case StoredForm::kTimestamp:
      return SameName(word, "DATETIME") || SameName(word, "TIMESTAMP") ||
             SameName(word, "TIMESTAMPTZ");
    default:
      return false;
  }
}

}  // namespace

const arrow::DataType& PlainType(const arrow::DataType& type) {
  if (type.id() == Type::DICTIONARY) {
    return PlainType(*static_cast<const arrow::DictionaryType&>(type).value_type());
  }
  if (type.id() == Type::EXTENSION) {
    return PlainType(*static_cast<const arrow::ExtensionType&>(type).storage_type());
  }
  return type;
}

arrow::Result<StoredType> StoredTypeOf(const arrow::Field& field) {
  if (field.type()->id() == Type::EXTENSION) {
    const auto name = static_cast<const arrow::ExtensionType&>(*field.type()).extension_name();
    if (name == "arrow.uuid") return StoredType{StoredForm::kUuid, "UUID_TEXT"};
    if (name == "arrow.bool8") return StoredType{StoredForm::kBool, "BOOLEAN"};
    if (name == "arrow.json") return StoredType{StoredForm::kText, "JSON_TEXT"};
  }
  ARROW_ASSIGN_OR_RAISE(StoredType stored, UsualType(PlainType(*field.type())));
  if (field.metadata() != nullptr) {
    const std::string origin = field.metadata()->Get("sqlite_type").ValueOr("");
    if (IsTypeName(origin) && KeepsValues(origin, stored.form)) stored.declared = origin;
  }
  return stored;
}

}  // namespace quiver::sqlite
