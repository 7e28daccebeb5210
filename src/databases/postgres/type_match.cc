#include "databases/postgres/type_match.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <arrow/extension_type.h>
#include <arrow/util/decimal.h>

#include "databases/postgres/arrow_form.h"
#include "databases/postgres/value_writer.h"

namespace quiver::postgres {
namespace {

using arrow::Status;
using Match = arrow::Result<WireType>;

struct BaseForm {
  const char* name;  // in pg_catalog
  WireForm form;
};

constexpr BaseForm kBaseForms[] = {
    {"bool", WireForm::kBool},
    {"int2", WireForm::kInt2},
    {"int4", WireForm::kInt4},
    {"int8", WireForm::kInt8},
    {"oid", WireForm::kOid},
    {"float4", WireForm::kFloat4},
    {"float8", WireForm::kFloat8},
    {"numeric", WireForm::kNumeric},
    {"text", WireForm::kText},
    {"varchar", WireForm::kVarchar},
    {"bpchar", WireForm::kBpchar},
    {"name", WireForm::kText},
    {"json", WireForm::kText},
    {"jsonb", WireForm::kJsonb},
    {"bytea", WireForm::kBytes},
    {"date", WireForm::kDate},
    {"time", WireForm::kTime},
    {"timestamp", WireForm::kTimestamp},
    {"timestamptz", WireForm::kTimestamp},
    {"interval", WireForm::kInterval},
    {"uuid", WireForm::kUuid},
    {"varbit", WireForm::kBits},
};

// Of character types and numeric; VARHDRSZ in the server's sources.
constexpr int32_t kModifierOffset = 4;

Status Differs() { return Status::Invalid(""); }

/// The digits before the point that any value of an integer type may have.
std::optional<int32_t> IntegerDigits(arrow::Type::type type) {
  switch (type) {
    case arrow::Type::INT8:
    case arrow::Type::UINT8:
      return 3;
    case arrow::Type::INT16:
    case arrow::Type::UINT16:
      return 5;
    case arrow::Type::INT32:
    case arrow::Type::UINT32:
      return 10;
    case arrow::Type::INT64:
      return 19;
    case arrow::Type::UINT64:
      return 20;
    default:
      return std::nullopt;
  }
}

class TypeMatcher {
 public:
  TypeMatcher(Origin origin, const Types& types) : origin_(origin), types_(types) {}

  Match Run(const arrow::Field& field, const ServerType& server) const {
    const Type* type = &types_.at(server.oid);
    int32_t modifier = server.modifier;
    while (type->kind == Type::Kind::kDomain) {
      modifier = type->modifier;
      type = &types_.at(type->element);
    }
    const arrow::DataType& values = *PlainType(field.type());
    WireType wire{WireForm::kText, server.oid};
    // Nothing but NULLs goes anywhere.
    if (values.id() == arrow::Type::NA) return wire;
    switch (type->kind) {
      case Type::Kind::kBase:
        ARROW_RETURN_NOT_OK(MatchBase(field, values, *type, modifier, &wire));
        break;
      case Type::Kind::kEnum:
        break;
      case Type::Kind::kArray:
        wire.form = WireForm::kArray;
        ARROW_RETURN_NOT_OK(AddElement(values, {type->element, modifier}, &wire));
        break;
      case Type::Kind::kMultirange:
        wire.form = WireForm::kMultirange;
        ARROW_RETURN_NOT_OK(AddElement(values, {type->element}, &wire));
        break;
      case Type::Kind::kComposite:
        wire.form = WireForm::kComposite;
        ARROW_RETURN_NOT_OK(AddMembers(values, *type, &wire));
        break;
      case Type::Kind::kRange:
        wire.form = WireForm::kRange;
        ARROW_RETURN_NOT_OK(AddBounds(values, *type, &wire));
        break;
      default:
        return Differs();
    }
    if (!HasWriter(values.id(), wire.form)) return Differs();
    return wire;
  }

 private:
  Status MatchBase(const arrow::Field& field, const arrow::DataType& values, const Type& type,
                   int32_t modifier, WireType* wire) const {
    if (type.name == "hstore" && values.id() == arrow::Type::MAP) {
      const auto& map = static_cast<const arrow::MapType&>(values);
      wire->form = WireForm::kHstore;
      wire->children = {{WireForm::kText}, {WireForm::kText}};
      const bool texts = map.key_type()->id() == arrow::Type::STRING &&
                         HasWriter(map.item_type()->id(), WireForm::kText);
      return texts ? Status::OK() : Differs();
    }
    const auto* found = std::ranges::find_if(
        kBaseForms, [&](const BaseForm& base) { return type.IsBuiltIn(base.name); });
    if (found == std::end(kBaseForms)) return Differs();
    wire->form = found->form;
    const std::string extension = ExtensionName(field);
    switch (wire->form) {
      case WireForm::kBool: {
        const bool same = values.id() == arrow::Type::BOOL || extension == "arrow.bool8";
        return same ? Status::OK() : Differs();
      }
      case WireForm::kNumeric:
        return MatchNumeric(extension, values, modifier, wire);
      case WireForm::kVarchar:
      case WireForm::kBpchar:
        if (modifier < 0) wire->form = WireForm::kText;
        if (modifier >= 0) wire->modifier = modifier - kModifierOffset;
        return Status::OK();
      case WireForm::kJsonb:
        if (origin_ == Origin::kSameType) return Status::OK();
        return Status::Invalid("jsonb keeps no spaces, no order and no repeated keys");
      case WireForm::kTime:
        wire->modifier = modifier;
        return Status::OK();
      case WireForm::kTimestamp:
        wire->modifier = modifier;
        return MatchZone(values, type);
      case WireForm::kInterval:
        return MatchInterval(modifier, wire);
      case WireForm::kUuid:
        return IsUuid(values) ? Status::OK() : Differs();
      case WireForm::kBits:
        return extension == "duckdb.bit" && modifier < 0 ? Status::OK() : Differs();
      default:
        // Opaque values mean nothing as the bytes that hold them.
        return extension.starts_with("duckdb.") ? Differs() : Status::OK();
    }
  }

  /// The server rounds to the scale of the column, and says so when there are too many digits
  /// before the point.
  Status MatchNumeric(const std::string& extension, const arrow::DataType& values, int32_t modifier,
                      WireType* wire) const {
    int32_t whole = 0;
    int32_t scale = 0;
    if (extension == "duckdb.hugeint" || extension == "duckdb.uhugeint") {
      wire->form = extension == "duckdb.hugeint" ? WireForm::kHugeInt : WireForm::kUnsignedHugeInt;
      whole = 39;
    } else if (const auto digits = IntegerDigits(values.id())) {
      whole = *digits;
    } else if (arrow::is_decimal(values.id())) {
      const auto& decimal = static_cast<const arrow::DecimalType&>(values);
      whole = decimal.precision() - decimal.scale();
      scale = decimal.scale();
    } else {
      return Differs();
    }
    if (modifier < 0) return Status::OK();
    const int32_t packed = modifier - kModifierOffset;
    const int32_t column_precision = packed >> 16;
    // Eleven bits with a sign.
    const int32_t column_scale = ((packed & 0x7ff) ^ 0x400) - 0x400;
    if (scale > column_scale) wire->modifier = scale - column_scale;
    if (origin_ == Origin::kSameType) return Status::OK();
    const bool fits = whole <= column_precision - column_scale && scale <= column_scale;
    return fits ? Status::OK() : Differs();
  }

  static Status MatchZone(const arrow::DataType& values, const Type& type) {
    if (values.id() != arrow::Type::TIMESTAMP) return Differs();
    const bool zone = !static_cast<const arrow::TimestampType&>(values).timezone().empty();
    return zone == (type.name == "timestamptz") ? Status::OK() : Differs();
  }

  static Status MatchInterval(int32_t modifier, WireType* wire) {
    if (modifier < 0) return Status::OK();
    constexpr int32_t kAllFields = 0x7fff;
    constexpr int32_t kAllDigits = 0xffff;
    if (((modifier >> 16) & kAllFields) != kAllFields) {
      return Status::Invalid("it keeps some fields of an interval only");
    }
    const int32_t digits = modifier & kAllDigits;
    wire->modifier = digits == kAllDigits ? -1 : digits;
    return Status::OK();
  }

  static bool IsUuid(const arrow::DataType& values) {
    constexpr int kBytes = 16;
    return values.id() == arrow::Type::FIXED_SIZE_BINARY &&
           static_cast<const arrow::FixedSizeBinaryType&>(values).byte_width() == kBytes;
  }

  Status AddElement(const arrow::DataType& values, const ServerType& element,
                    WireType* wire) const {
    if (!HasWriter(values.id(), wire->form)) return Differs();
    const auto& list = static_cast<const arrow::BaseListType&>(values);
    ARROW_ASSIGN_OR_RAISE(wire->children.emplace_back(), Run(*list.value_field(), element));
    return Status::OK();
  }

  Status AddMembers(const arrow::DataType& values, const Type& type, WireType* wire) const {
    if (values.id() != arrow::Type::STRUCT ||
        values.num_fields() != static_cast<int>(type.attributes.size())) {
      return Differs();
    }
    for (int i = 0; i < values.num_fields(); ++i) {
      const Type::Attribute& attribute = type.attributes[i];
      if (values.field(i)->name() != attribute.name) return Differs();
      ARROW_ASSIGN_OR_RAISE(wire->children.emplace_back(),
                            Run(*values.field(i), {attribute.type, attribute.modifier}));
    }
    return Status::OK();
  }

  Status AddBounds(const arrow::DataType& values, const Type& type, WireType* wire) const {
    constexpr std::string_view kNames[] = {"lower", "upper", "lower_inclusive", "upper_inclusive",
                                           "empty"};
    if (values.id() != arrow::Type::STRUCT ||
        values.num_fields() != static_cast<int>(std::size(kNames))) {
      return Differs();
    }
    for (int i = 0; i < values.num_fields(); ++i) {
      if (values.field(i)->name() != kNames[i]) return Differs();
      const bool is_flag = i >= 2;
      if (is_flag && values.field(i)->type()->id() != arrow::Type::BOOL) return Differs();
    }
    if (!values.field(0)->type()->Equals(*values.field(1)->type())) return Differs();
    ARROW_ASSIGN_OR_RAISE(wire->children.emplace_back(), Run(*values.field(0), {type.element}));
    return Status::OK();
  }

  const Origin origin_;
  const Types& types_;
};

}  // namespace

Match MatchType(const arrow::Field& field, const ServerType& type, Origin origin,
                const Types& types) {
  return TypeMatcher(origin, types).Run(field, type);
}

bool IsText(const arrow::Field& field) {
  return HasWriter(PlainType(field.type())->id(), WireForm::kText);
}

}  // namespace quiver::postgres
