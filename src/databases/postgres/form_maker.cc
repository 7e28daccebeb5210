#include "databases/postgres/form_maker.h"

#include <string_view>
#include <utility>
#include <vector>

#include <arrow/array/builder_binary.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "databases/postgres/value_readers.h"

namespace quiver::postgres {
namespace {

using Asked = FormMaker::Asked;
using AskedResult = arrow::Result<Asked>;

// Stands for an array's element, which no SQL can name, to find out what would be asked of it.
constexpr char kElement[] = "element";

constexpr char kTextCast[] = "::pg_catalog.text";
constexpr char kDoubleCast[] = "::pg_catalog.float8";

Asked Plain(const WireKind* kind, const std::string& sql) {
  Asked asked;
  asked.form.kind = kind;
  asked.sql = sql;
  return asked;
}

// Whether a cast to text may be something else than what the type prints: inet's adds the netmask.
bool HasOwnTextCast(const Type& type) {
  return type.schema != "pg_catalog" || type.name == "inet" || type.name == "cidr";
}

Asked Text(const std::string& sql) { return Plain(&kTextKind, sql + kTextCast); }

// How a column of an enum type is made again elsewhere.
std::string DuckDbEnum(const std::vector<std::string>& labels) {
  std::vector<std::string> quoted;
  for (const std::string& label : labels) {
    std::string text = "'";
    for (const char c : label) text += c == '\'' ? std::string("''") : std::string(1, c);
    quoted.push_back(text + "'");
  }
  return fmt::format("ENUM({})", fmt::join(quoted, ", "));
}

void AddMetadata(Form* form, const std::string& key, const std::string& value) {
  auto metadata = form->metadata == nullptr ? std::make_shared<arrow::KeyValueMetadata>()
                                            : form->metadata->Copy();
  metadata->Append(key, value);
  form->metadata = std::move(metadata);
}

}  // namespace

AskedResult FormMaker::Make(const std::string& name, const std::string& sql, uint32_t type,
                            int32_t modifier, const std::string& declared) const {
  ARROW_ASSIGN_OR_RAISE(Asked asked, MakeOf(types_.at(type), sql, modifier));
  asked.form.name = name;
  AddMetadata(&asked.form, "pg_type", declared);
  return asked;
}

Asked FormMaker::MakeText(const std::string& name, const std::string& sql,
                          const std::string& declared) const {
  Asked asked = Text(sql);
  asked.form.name = name;
  AddMetadata(&asked.form, "pg_type", declared);
  return asked;
}

AskedResult FormMaker::MakeOf(const Type& type, const std::string& sql, int32_t modifier) const {
  switch (type.kind) {
    case Type::Kind::kBase:
      return MakeBase(type, sql, modifier);
    case Type::Kind::kDomain:
      return MakeOf(types_.at(type.element), sql, type.modifier);
    case Type::Kind::kEnum:
      return MakeEnum(type, sql);
    case Type::Kind::kArray:
      return MakeArray(type, sql, modifier);
    case Type::Kind::kComposite:
      return MakeComposite(type, sql);
    case Type::Kind::kRange:
      return MakeWithPart(type, &kRangeKind, sql);
    case Type::Kind::kMultirange:
      return MakeWithPart(type, &kMultirangeKind, sql);
    case Type::Kind::kPseudo:
      break;
  }
  return Text(sql);
}

AskedResult FormMaker::MakeBase(const Type& type, const std::string& sql, int32_t modifier) const {
  const WireKind* kind = FindBaseKind(type);
  if (kind == nullptr) {
    Asked asked = Text(sql);
    if (HasOwnTextCast(type)) {
      asked.sql = fmt::format(
          "CASE WHEN {0} IS DISTINCT FROM NULL THEN pg_catalog.format('%s', {0}) END", sql);
    }
    return asked;
  }
  Asked asked = Plain(kind, sql);
  asked.form.modifier = modifier;
  if (type.IsBuiltIn("numeric")) {
    using Numeric = PostgresOptions::Numeric;
    if (options_.numeric == Numeric::kText) return Text(sql);
    if (options_.numeric == Numeric::kDouble) return Plain(&kDoubleKind, sql + kDoubleCast);
    asked.form.shape = std::make_shared<NumericShape>();
    asked.form.decimal = DeclaredDecimal(modifier);
    if (asked.form.decimal == nullptr && options_.numeric == Numeric::kDecimal) {
      asked.form.decimal = options_.decimal;
    }
  }
  if (type.name == "geometry") AddMetadata(&asked.form, "ARROW:extension:name", "geoarrow.wkb");
  if (type.name == "geography") {
    AddMetadata(&asked.form, "ARROW:extension:name", "geoarrow.wkb");
    AddMetadata(&asked.form, "ARROW:extension:metadata", R"({"edges": "spherical"})");
  }
  return asked;
}

AskedResult FormMaker::MakeEnum(const Type& type, const std::string& sql) const {
  Asked asked = Plain(&kEnumKind, sql);
  arrow::StringBuilder labels;
  ARROW_RETURN_NOT_OK(labels.AppendValues(type.labels));
  ARROW_ASSIGN_OR_RAISE(asked.form.labels, labels.Finish());
  AddMetadata(&asked.form, "duckdb_type", DuckDbEnum(type.labels));
  return asked;
}

AskedResult FormMaker::MakeArray(const Type& type, const std::string& sql, int32_t modifier) const {
  if (options_.arrays_as_text) return Text(sql);
  const Type& element_type = types_.at(type.element);
  ARROW_ASSIGN_OR_RAISE(Asked element,
                        Make("item", kElement, type.element, modifier, element_type.declared));
  Asked asked = Plain(&kArrayKind, sql);
  // A cast to double is one of each element. What can't be asked so is taken from the array's text.
  if (element.sql == std::string(kElement) + kDoubleCast) {
    asked.sql += std::string(kDoubleCast) + "[]";
  } else if (element.sql != kElement) {
    element = MakeText("item", kElement, element_type.declared);
    asked.sql += std::string(kTextCast) + kTextCast + "[]";
  }
  asked.form.parts.push_back(std::move(element.form));
  return asked;
}

AskedResult FormMaker::MakeComposite(const Type& type, const std::string& sql) const {
  Asked asked = Plain(&kCompositeKind, sql);
  std::vector<std::string> attributes;
  bool rewritten = false;
  for (const Type::Attribute& attribute : type.attributes) {
    ARROW_ASSIGN_OR_RAISE(const std::string name, connection_.QuoteIdentifier(attribute.name));
    const std::string part_sql = fmt::format("({}).{}", sql, name);
    ARROW_ASSIGN_OR_RAISE(Asked part, Make(attribute.name, part_sql, attribute.type,
                                           attribute.modifier, attribute.declared));
    rewritten |= part.sql != part_sql;
    attributes.push_back(std::move(part.sql));
    asked.form.parts.push_back(std::move(part.form));
  }
  // IS NULL would be true for a composite of NULLs, too.
  if (rewritten) {
    asked.sql = fmt::format("CASE WHEN {} IS DISTINCT FROM NULL THEN ROW({}) END", sql,
                            fmt::join(attributes, ", "));
  }
  return asked;
}

AskedResult FormMaker::MakeWithPart(const Type& type, const WireKind* kind,
                                    const std::string& sql) const {
  Asked asked = Plain(kind, sql);
  const Type& part_type = types_.at(type.element);
  ARROW_ASSIGN_OR_RAISE(Asked part, Make("item", kElement, type.element, -1, part_type.declared));
  if (part.sql != kElement) return Text(sql);
  asked.form.parts.push_back(std::move(part.form));
  return asked;
}

}  // namespace quiver::postgres
