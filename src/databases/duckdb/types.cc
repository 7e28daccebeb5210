#include "databases/duckdb/types.h"

#include <string_view>

#include <arrow/extension_type.h>
#include <arrow/type_traits.h>
#include <arrow/util/key_value_metadata.h>
#include <arrow/visit_type_inline.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "databases/duckdb/connection.h"

namespace quiver::duckdb {
namespace {

constexpr int kMostDecimalDigits = 38;
constexpr int kMostArrayElements = 100'000;

std::string Metadata(const arrow::Field& field, const std::string& key) {
  if (field.metadata() == nullptr) return "";
  return field.metadata()->Get(key).ValueOr("");
}

/// One Visit for each Arrow type; what is not listed, DuckDB lacks.
class TypeNamer {
 public:
  explicit TypeNamer(const arrow::Field& field) : field_(field) {}

  arrow::Result<std::string> Name() {
    if (ExtensionName(field_).empty()) {
      ARROW_RETURN_NOT_OK(arrow::VisitTypeInline(*field_.type(), this));
    } else {
      ARROW_RETURN_NOT_OK(NameExtension());
    }
    return std::move(name_);
  }

  arrow::Status Visit(const arrow::NullType&) { return Is("INTEGER"); }
  arrow::Status Visit(const arrow::BooleanType&) { return Is("BOOLEAN"); }
  arrow::Status Visit(const arrow::Int8Type&) { return Is("TINYINT"); }
  arrow::Status Visit(const arrow::Int16Type&) { return Is("SMALLINT"); }
  arrow::Status Visit(const arrow::Int32Type&) { return Is("INTEGER"); }
  arrow::Status Visit(const arrow::Int64Type&) { return Is("BIGINT"); }
  arrow::Status Visit(const arrow::UInt8Type&) { return Is("UTINYINT"); }
  arrow::Status Visit(const arrow::UInt16Type&) { return Is("USMALLINT"); }
  arrow::Status Visit(const arrow::UInt32Type&) { return Is("UINTEGER"); }
  arrow::Status Visit(const arrow::UInt64Type&) { return Is("UBIGINT"); }
  arrow::Status Visit(const arrow::FloatType&) { return Is("FLOAT"); }
  arrow::Status Visit(const arrow::DoubleType&) { return Is("DOUBLE"); }

  arrow::Status Visit(const arrow::StringType&) { return Is("VARCHAR"); }
  arrow::Status Visit(const arrow::LargeStringType&) { return Is("VARCHAR"); }
  arrow::Status Visit(const arrow::StringViewType&) { return Is("VARCHAR"); }
  arrow::Status Visit(const arrow::BinaryType&) { return Is("BLOB"); }
  arrow::Status Visit(const arrow::LargeBinaryType&) { return Is("BLOB"); }
  arrow::Status Visit(const arrow::BinaryViewType&) { return Is("BLOB"); }
  arrow::Status Visit(const arrow::FixedSizeBinaryType&) { return Is("BLOB"); }

  arrow::Status Visit(const arrow::Decimal32Type& type) { return Decimal(type); }
  arrow::Status Visit(const arrow::Decimal64Type& type) { return Decimal(type); }
  arrow::Status Visit(const arrow::Decimal128Type& type) { return Decimal(type); }
  // Without this one it would be taken for its base class, FixedSizeBinaryType.
  arrow::Status Visit(const arrow::Decimal256Type&) { return Lacks(); }

  arrow::Status Visit(const arrow::Date32Type&) { return Is("DATE"); }
  arrow::Status Visit(const arrow::Date64Type&) { return Is("DATE"); }
  arrow::Status Visit(const arrow::Time32Type&) { return Is("TIME"); }
  arrow::Status Visit(const arrow::Time64Type& type) {
    return Is(type.unit() == arrow::TimeUnit::NANO ? "TIME_NS" : "TIME");
  }
  arrow::Status Visit(const arrow::TimestampType& type) {
    const bool nanoseconds = type.unit() == arrow::TimeUnit::NANO;
    if (!type.timezone().empty()) return Is(nanoseconds ? "TIMESTAMPTZ_NS" : "TIMESTAMPTZ");
    switch (type.unit()) {
      case arrow::TimeUnit::SECOND:
        return Is("TIMESTAMP_S");
      case arrow::TimeUnit::MILLI:
        return Is("TIMESTAMP_MS");
      case arrow::TimeUnit::MICRO:
        return Is("TIMESTAMP");
      case arrow::TimeUnit::NANO:
        return Is("TIMESTAMP_NS");
    }
    return Lacks();
  }
  arrow::Status Visit(const arrow::DurationType&) { return Is("INTERVAL"); }
  arrow::Status Visit(const arrow::MonthIntervalType&) { return Is("INTERVAL"); }
  arrow::Status Visit(const arrow::MonthDayNanoIntervalType&) { return Is("INTERVAL"); }

  arrow::Status Visit(const arrow::ListType& type) { return List(type); }
  arrow::Status Visit(const arrow::LargeListType& type) { return List(type); }
  arrow::Status Visit(const arrow::ListViewType& type) { return List(type); }
  arrow::Status Visit(const arrow::LargeListViewType& type) { return List(type); }
  arrow::Status Visit(const arrow::FixedSizeListType& type) {
    if (type.list_size() < 1 || type.list_size() > kMostArrayElements) return Lacks();
    ARROW_ASSIGN_OR_RAISE(const std::string element, DuckDbType(*type.value_field()));
    return Is(fmt::format("{}[{}]", element, type.list_size()));
  }
  arrow::Status Visit(const arrow::MapType& type) {
    ARROW_ASSIGN_OR_RAISE(const std::string key, DuckDbType(*type.key_field()));
    ARROW_ASSIGN_OR_RAISE(const std::string item, DuckDbType(*type.item_field()));
    return Is(fmt::format("MAP({}, {})", key, item));
  }
  arrow::Status Visit(const arrow::StructType& type) {
    if (type.num_fields() == 0) return Lacks();
    ARROW_ASSIGN_OR_RAISE(const std::string members, Members(type));
    return Is("STRUCT(" + members + ")");
  }
  arrow::Status Visit(const arrow::SparseUnionType& type) {
    // DuckDB takes the type codes for the children's numbers.
    for (int i = 0; i < type.num_fields(); ++i) {
      if (type.type_codes()[i] != i) return Lacks();
    }
    if (type.num_fields() == 0) return Lacks();
    ARROW_ASSIGN_OR_RAISE(const std::string members, Members(type));
    return Is("UNION(" + members + ")");
  }

  arrow::Status Visit(const arrow::DictionaryType& type) {
    const bool text = arrow::is_string(type.value_type()->id());
    const auto labels = ParseEnumType(Metadata(field_, "duckdb_type"));
    if (text && labels.ok()) {
      std::vector<std::string> quoted;
      for (const std::string& label : *labels) quoted.push_back(QuoteLiteral(label));
      return Is(fmt::format("ENUM({})", fmt::join(quoted, ", ")));
    }
    return NameAs(type.value_type());
  }
  arrow::Status Visit(const arrow::RunEndEncodedType& type) { return NameAs(type.value_type()); }

  arrow::Status Visit(const arrow::DataType&) { return Lacks(); }

 private:
  arrow::Status Is(std::string name) {
    name_ = std::move(name);
    return arrow::Status::OK();
  }

  arrow::Status Lacks() const {
    return arrow::Status::NotImplemented("DuckDB has no type that holds ",
                                         field_.type()->ToString(),
                                         " exactly; leave the column out with --columns");
  }

  arrow::Status NameAs(const std::shared_ptr<arrow::DataType>& type) {
    ARROW_ASSIGN_OR_RAISE(name_, DuckDbType(*arrow::field("", type)));
    return arrow::Status::OK();
  }

  arrow::Status Decimal(const arrow::DecimalType& type) {
    if (type.precision() > kMostDecimalDigits || type.scale() < 0 ||
        type.scale() > type.precision()) {
      return Lacks();
    }
    return Is(fmt::format("DECIMAL({}, {})", type.precision(), type.scale()));
  }

  arrow::Status List(const arrow::BaseListType& type) {
    ARROW_ASSIGN_OR_RAISE(const std::string element, DuckDbType(*type.value_field()));
    return Is(element + "[]");
  }

  arrow::Result<std::string> Members(const arrow::DataType& type) {
    std::vector<std::string> members;
    for (const auto& field : type.fields()) {
      ARROW_ASSIGN_OR_RAISE(const std::string member, DuckDbType(*field));
      members.push_back(QuoteIdentifier(field->name()) + " " + member);
    }
    return fmt::format("{}", fmt::join(members, ", "));
  }

  arrow::Status NameExtension() {
    const std::string extension = ExtensionName(field_);
    if (extension == "arrow.uuid") return Is("UUID");
    if (extension == "arrow.json") return Is("JSON");
    if (extension == "arrow.bool8") return Is("BOOLEAN");
    if (extension == "arrow.parquet.variant") return Is("VARIANT");
    if (extension == "arrow.opaque") {
      const std::string opaque = OpaqueTypeName();
      if (opaque == "hugeint") return Is("HUGEINT");
      if (opaque == "uhugeint") return Is("UHUGEINT");
      if (opaque == "time_tz") return Is("TIMETZ");
      if (opaque == "bit") return Is("BIT");
      if (opaque == "bignum") return Is("BIGNUM");
    }
    // Of an extension type that DuckDB does not know it reads the storage; so do we.
    if (field_.type()->id() != arrow::Type::EXTENSION) {
      return arrow::VisitTypeInline(*field_.type(), this);
    }
    return NameAs(static_cast<const arrow::ExtensionType&>(*field_.type()).storage_type());
  }

  /// The type that DuckDB wraps as arrow.opaque; empty for another vendor's.
  std::string OpaqueTypeName() const {
    std::string text = Metadata(field_, "ARROW:extension:metadata");
    if (field_.type()->id() == arrow::Type::EXTENSION) {
      text = static_cast<const arrow::ExtensionType&>(*field_.type()).Serialize();
    }
    const auto json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object() || json.value("vendor_name", "") != "DuckDB") return "";
    return json.value("type_name", "");
  }

  const arrow::Field& field_;
  std::string name_;
};

}  // namespace

arrow::Result<std::string> DuckDbType(const arrow::Field& field) { return TypeNamer(field).Name(); }

arrow::Result<std::vector<std::string>> ParseEnumType(const std::string& type) {
  const auto invalid = [&] { return arrow::Status::Invalid(type, " is not an ENUM type"); };
  std::string_view rest = type;
  if (!rest.starts_with("ENUM(") || !rest.ends_with(")")) return invalid();
  rest = rest.substr(5, rest.size() - 6);
  std::vector<std::string> labels;
  while (true) {
    if (!rest.starts_with('\'')) return invalid();
    rest.remove_prefix(1);
    std::string& label = labels.emplace_back();
    while (true) {
      const size_t quote = rest.find('\'');
      if (quote == std::string_view::npos) return invalid();
      label += rest.substr(0, quote);
      rest.remove_prefix(quote + 1);
      if (!rest.starts_with('\'')) break;
      label += '\'';
      rest.remove_prefix(1);
    }
    if (rest.empty()) return labels;
    if (!rest.starts_with(", ")) return invalid();
    rest.remove_prefix(2);
  }
}

std::string ExtensionName(const arrow::Field& field) {
  if (field.type()->id() == arrow::Type::EXTENSION) {
    return static_cast<const arrow::ExtensionType&>(*field.type()).extension_name();
  }
  return Metadata(field, "ARROW:extension:name");
}

}  // namespace quiver::duckdb
