#include "files/hive_path.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <functional>

#include <arrow/array.h>
#include <arrow/array/util.h>
#include <arrow/type.h>
#include <arrow/type_traits.h>
#include <fmt/format.h>

#include "quiver/value_text.h"

namespace quiver {
namespace {

constexpr char kNull[] = "__HIVE_DEFAULT_PARTITION__";
// A value that is that text; DuckDB writes it so, too.
constexpr char kNullAsText[] = "%5F_HIVE_DEFAULT_PARTITION__";

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string Decode(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && HexDigit(text[i + 1]) >= 0 &&
        HexDigit(text[i + 2]) >= 0) {
      decoded += static_cast<char>(HexDigit(text[i + 1]) * 16 + HexDigit(text[i + 2]));
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

// What means something in a path, in a pattern or to Hive is written as %XX.
std::string Encode(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F ||
        std::string_view("\"#%'*/:=?\\[]^{}").find(c) != std::string_view::npos) {
      encoded += fmt::format("%{:02X}", byte);
    } else {
      encoded += c;
    }
  }
  return encoded;
}

// Whether every value that is not NULL can be read as `type` and is written the same again.
bool AllHave(const std::shared_ptr<arrow::DataType>& type, size_t key,
             const std::vector<std::vector<HiveKey>>& keys) {
  return std::ranges::all_of(keys, [&](const std::vector<HiveKey>& of_file) {
    if (!of_file[key].value) return true;
    const auto scalar = arrow::Scalar::Parse(type, *of_file[key].value);
    if (!scalar.ok()) return false;
    const auto array = arrow::MakeArrayFromScalar(**scalar, 1);
    return array.ok() && ValueText(**array, 0) == *of_file[key].value;
  });
}

}  // namespace

std::vector<HiveKey> HiveKeysOf(const std::string& root, const std::string& path) {
  std::vector<HiveKey> keys;
  const auto below = std::filesystem::path(path).lexically_relative(root.empty() ? "." : root);
  for (const auto& part : below.parent_path()) {
    const std::string name = part.string();
    const size_t equals = name.find('=');
    if (equals == 0 || equals == std::string::npos) continue;
    const auto value = std::string_view(name).substr(equals + 1);
    // Encoded in whatever way, it is the text itself.
    keys.push_back({Decode(std::string_view(name).substr(0, equals)),
                    value == kNull ? std::nullopt : std::optional(Decode(value))});
  }
  return keys;
}

arrow::Result<arrow::FieldVector> HiveFields(const std::vector<std::string>& files,
                                             const std::vector<std::vector<HiveKey>>& keys) {
  arrow::FieldVector fields;
  for (size_t file = 1; file < keys.size(); ++file) {
    if (!std::ranges::equal(keys[file], keys[0], {}, &HiveKey::name, &HiveKey::name)) {
      return arrow::Status::Invalid(files[file],
                                    ": its folders give other columns (name=value) than those of ",
                                    files[0], "; read them as two tables");
    }
  }
  for (size_t key = 0; !keys.empty() && key < keys[0].size(); ++key) {
    auto type = arrow::utf8();
    for (const auto& narrower : {arrow::int64(), arrow::date32()}) {
      if (AllHave(narrower, key, keys)) {
        type = narrower;
        break;
      }
    }
    fields.push_back(arrow::field(keys[0][key].name, type));
  }
  return fields;
}

std::shared_ptr<arrow::DataType> HiveType(const std::shared_ptr<arrow::DataType>& type) {
  if (type->id() == arrow::Type::DICTIONARY) {
    return HiveType(static_cast<const arrow::DictionaryType&>(*type).value_type());
  }
  return arrow::is_string(type->id()) || type->id() == arrow::Type::STRING_VIEW ? arrow::utf8()
                                                                                : type;
}

arrow::Result<std::shared_ptr<arrow::Scalar>> HiveValue(
    const HiveKey& key, const std::shared_ptr<arrow::DataType>& type) {
  if (!key.value) return arrow::MakeNullScalar(type);
  auto scalar = arrow::Scalar::Parse(type, *key.value);
  if (scalar.ok()) return scalar;
  return arrow::Status::Invalid("the folder ", key.name, "=", *key.value, " is not a ",
                                type->ToString());
}

arrow::Result<std::string> HiveFolder(const std::string& name, const arrow::Scalar& value) {
  if (!value.is_valid) return fmt::format("{}={}", Encode(name), kNull);
  ARROW_ASSIGN_OR_RAISE(auto array, arrow::MakeArrayFromScalar(value, 1));
  const std::string text = ValueText(*array, 0);
  bool comes_back = HiveType(value.type)->id() == arrow::Type::STRING;
  if (!comes_back) {
    const auto back = arrow::Scalar::Parse(value.type, text);
    comes_back = back.ok() && (*back)->Equals(value);
  }
  if (text.empty() || !comes_back) {
    return arrow::Status::Invalid(fmt::format(
        "column \"{}\": the value '{}' of type {} can't be the name of a folder and come back; "
        "leave the column out of --partition-by",
        name, text, value.type->ToString()));
  }
  if (text == kNull) return fmt::format("{}={}", Encode(name), kNullAsText);
  return fmt::format("{}={}", Encode(name), Encode(text));
}

}  // namespace quiver
