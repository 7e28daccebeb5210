#include "column_type.h"

#include <utility>

#include <arrow/builder.h>
#include <arrow/c/bridge.h>
#include <arrow/util/key_value_metadata.h>

#include "arrow_result.h"

namespace quiver::duckdb_extension {
namespace {

using LogicalType = Owned<duckdb_v2_logical_type_handle>;

std::shared_ptr<const arrow::KeyValueMetadata> Extension(const std::string& name,
                                                         const std::string& metadata) {
  return arrow::key_value_metadata({"ARROW:extension:name", "ARROW:extension:metadata"},
                                   {name, metadata});
}

std::shared_ptr<const arrow::KeyValueMetadata> Opaque(const std::string& type) {
  return Extension("arrow.opaque", R"({"type_name":")" + type + R"(","vendor_name":"DuckDB"})");
}

std::string Quoted(const std::string& label) {
  std::string quoted = "'";
  for (const char c : label) quoted += c == '\'' ? "''" : std::string(1, c);
  return quoted + "'";
}

/// One type of a table's columns and what lies within it.
class TypeReader {
 public:
  TypeReader(duckdb_v2_context_handle context, duckdb_v2_error_info_handle* err)
      : context_(context), err_(err) {}

  ColumnType Read(const std::string& path, const std::string& name,
                  duckdb_v2_logical_type_handle type) {
    ColumnType column;
    column.path = path;
    Call(err_, duckdb_v2_logical_type_get_id, type, &column.id);
    std::shared_ptr<const arrow::KeyValueMetadata> metadata;
    auto arrow_type = ArrowType(type, &column, &metadata);
    column.field = arrow::field(name, std::move(arrow_type), /*nullable=*/true, metadata);
    return column;
  }

 private:
  std::shared_ptr<arrow::DataType> ArrowType(
      duckdb_v2_logical_type_handle type, ColumnType* column,
      std::shared_ptr<const arrow::KeyValueMetadata>* metadata) {
    switch (column->id) {
      case DUCKDB_V2_LOGICAL_TYPE_ID_SQLNULL:
        return arrow::null();
      case DUCKDB_V2_LOGICAL_TYPE_ID_BOOLEAN:
        return arrow::boolean();
      case DUCKDB_V2_LOGICAL_TYPE_ID_TINYINT:
        return arrow::int8();
      case DUCKDB_V2_LOGICAL_TYPE_ID_SMALLINT:
        return arrow::int16();
      case DUCKDB_V2_LOGICAL_TYPE_ID_INTEGER:
        return arrow::int32();
      case DUCKDB_V2_LOGICAL_TYPE_ID_BIGINT:
        return arrow::int64();
      case DUCKDB_V2_LOGICAL_TYPE_ID_UTINYINT:
        return arrow::uint8();
      case DUCKDB_V2_LOGICAL_TYPE_ID_USMALLINT:
        return arrow::uint16();
      case DUCKDB_V2_LOGICAL_TYPE_ID_UINTEGER:
        return arrow::uint32();
      case DUCKDB_V2_LOGICAL_TYPE_ID_UBIGINT:
        return arrow::uint64();
      case DUCKDB_V2_LOGICAL_TYPE_ID_FLOAT:
        return arrow::float32();
      case DUCKDB_V2_LOGICAL_TYPE_ID_DOUBLE:
        return arrow::float64();
      case DUCKDB_V2_LOGICAL_TYPE_ID_DATE:
        return arrow::date32();
      case DUCKDB_V2_LOGICAL_TYPE_ID_TIME:
        return arrow::time64(arrow::TimeUnit::MICRO);
      case DUCKDB_V2_LOGICAL_TYPE_ID_TIME_NS:
        return arrow::time64(arrow::TimeUnit::NANO);
      case DUCKDB_V2_LOGICAL_TYPE_ID_TIMESTAMP_SEC:
        return arrow::timestamp(arrow::TimeUnit::SECOND);
      case DUCKDB_V2_LOGICAL_TYPE_ID_TIMESTAMP_MS:
        return arrow::timestamp(arrow::TimeUnit::MILLI);
      case DUCKDB_V2_LOGICAL_TYPE_ID_TIMESTAMP:
        return arrow::timestamp(arrow::TimeUnit::MICRO);
      case DUCKDB_V2_LOGICAL_TYPE_ID_TIMESTAMP_NS:
        return arrow::timestamp(arrow::TimeUnit::NANO);
      case DUCKDB_V2_LOGICAL_TYPE_ID_TIMESTAMP_TZ:
        return arrow::timestamp(arrow::TimeUnit::MICRO, "UTC");
      case DUCKDB_V2_LOGICAL_TYPE_ID_TIMESTAMP_TZ_NS:
        return arrow::timestamp(arrow::TimeUnit::NANO, "UTC");
      case DUCKDB_V2_LOGICAL_TYPE_ID_INTERVAL:
        return arrow::month_day_nano_interval();
      case DUCKDB_V2_LOGICAL_TYPE_ID_BLOB:
        return arrow::binary();
      case DUCKDB_V2_LOGICAL_TYPE_ID_VARCHAR: {
        duckdb_v2_identifier_t alias;
        Call(err_, duckdb_v2_logical_type_get_name, type, &alias);
        if (std::string_view(alias.ptr, alias.len) == "JSON") {
          *metadata = Extension("arrow.json", "");
        }
        return arrow::utf8();
      }
      case DUCKDB_V2_LOGICAL_TYPE_ID_UUID:
        *metadata = Extension("arrow.uuid", "");
        return arrow::fixed_size_binary(16);
      case DUCKDB_V2_LOGICAL_TYPE_ID_HUGEINT:
        *metadata = Opaque("hugeint");
        return arrow::fixed_size_binary(16);
      case DUCKDB_V2_LOGICAL_TYPE_ID_UHUGEINT:
        *metadata = Opaque("uhugeint");
        return arrow::fixed_size_binary(16);
      case DUCKDB_V2_LOGICAL_TYPE_ID_TIME_TZ:
        *metadata = Opaque("time_tz");
        return arrow::fixed_size_binary(8);
      case DUCKDB_V2_LOGICAL_TYPE_ID_BIT:
        *metadata = Opaque("bit");
        return arrow::binary();
      case DUCKDB_V2_LOGICAL_TYPE_ID_BIGNUM:
        *metadata = Opaque("bignum");
        return arrow::binary();
      case DUCKDB_V2_LOGICAL_TYPE_ID_DECIMAL:
        return Decimal(type, column);
      case DUCKDB_V2_LOGICAL_TYPE_ID_ENUM:
        return Enum(type, column, metadata);
      case DUCKDB_V2_LOGICAL_TYPE_ID_GEOMETRY:
      case DUCKDB_V2_LOGICAL_TYPE_ID_VARIANT:
        return Exported(type, metadata);
      case DUCKDB_V2_LOGICAL_TYPE_ID_LIST:
        return arrow::list(Child(type, 0, "item", column));
      case DUCKDB_V2_LOGICAL_TYPE_ID_ARRAY:
        return arrow::fixed_size_list(Child(type, 0, "item", column),
                                      static_cast<int32_t>(IntegerParameter(type, 1)));
      case DUCKDB_V2_LOGICAL_TYPE_ID_STRUCT:
        return arrow::struct_(Children(type, column));
      case DUCKDB_V2_LOGICAL_TYPE_ID_TUPLE:
        *metadata = arrow::key_value_metadata({"duckdb_type"}, {TypeText(type, err_)});
        return arrow::struct_(Children(type, column));
      case DUCKDB_V2_LOGICAL_TYPE_ID_UNION:
        return arrow::sparse_union(Children(type, column));
      case DUCKDB_V2_LOGICAL_TYPE_ID_MAP:
        return Map(type, column);
      default:
        throw Error("column " + column->path + ": Arrow has no form of the type " +
                    TypeText(type, err_) + "; leave the column out, or cast it (::VARCHAR)");
    }
  }

  void Parameter(duckdb_v2_logical_type_handle type, idx_t index, std::string* name,
                 duckdb_v2_value_handle* value) {
    duckdb_v2_identifier_t text = {nullptr, 0};
    Call(err_, duckdb_v2_logical_type_get_param, type, index, &text, value);
    *name = std::string(text.ptr == nullptr ? "" : text.ptr, text.len);
  }

  int64_t IntegerParameter(duckdb_v2_logical_type_handle type, idx_t index) {
    Owned<duckdb_v2_value_handle> value(duckdb_v2_value_destroy);
    std::string name;
    Parameter(type, index, &name, value.out());
    int64_t number = 0;
    Call(err_, duckdb_v2_value_get_bigint, value.get(), &number);
    return number;
  }

  // `name`: where the parameter has none.
  std::shared_ptr<arrow::Field> Child(duckdb_v2_logical_type_handle type, idx_t index,
                                      const std::string& name, ColumnType* column) {
    Owned<duckdb_v2_value_handle> value(duckdb_v2_value_destroy);
    std::string own_name;
    Parameter(type, index, &own_name, value.out());
    LogicalType child(duckdb_v2_logical_type_destroy);
    Call(err_, duckdb_v2_value_get_type, value.get(), child.out());
    std::string path = own_name.empty() ? column->path + "[]" : column->path + "." + own_name;
    if (column->path.empty()) path = own_name;  // within a row, which has no name
    column->children.push_back(Read(path, own_name.empty() ? name : own_name, child.get()));
    return column->children.back().field;
  }

  arrow::FieldVector Children(duckdb_v2_logical_type_handle type, ColumnType* column) {
    idx_t count = 0;
    Call(err_, duckdb_v2_logical_type_get_param_count, type, &count);
    arrow::FieldVector fields;
    for (idx_t i = 0; i < count; ++i) {
      fields.push_back(Child(type, i, "element" + std::to_string(i + 1), column));
    }
    return fields;
  }

  std::shared_ptr<arrow::DataType> Decimal(duckdb_v2_logical_type_handle type, ColumnType* column) {
    uint8_t digits[2];
    for (idx_t i = 0; i < 2; ++i) {
      Owned<duckdb_v2_value_handle> value(duckdb_v2_value_destroy);
      std::string name;
      Parameter(type, i, &name, value.out());
      Call(err_, duckdb_v2_value_get_utinyint, value.get(), &digits[i]);
    }
    const int width = digits[0];
    column->value_bytes = width <= 4 ? 2 : width <= 9 ? 4 : width <= 18 ? 8 : 16;
    return arrow::decimal128(width, digits[1]);
  }

  std::shared_ptr<arrow::DataType> Enum(duckdb_v2_logical_type_handle type, ColumnType* column,
                                        std::shared_ptr<const arrow::KeyValueMetadata>* metadata) {
    idx_t count = 0;
    std::string text;  // not TypeText, which is the name where the type has one
    Call(err_, duckdb_v2_logical_type_get_param_count, type, &count);
    arrow::StringBuilder labels;
    for (idx_t i = 0; i < count; ++i) {
      Owned<duckdb_v2_value_handle> value(duckdb_v2_value_destroy);
      std::string name;
      Parameter(type, i, &name, value.out());
      duckdb_v2_str label;
      Call(err_, duckdb_v2_value_get_varchar, value.get(), &label);
      Check(labels.Append(label.ptr, static_cast<int32_t>(label.len)));
      text += (i == 0 ? "" : ", ") + Quoted(std::string(label.ptr, label.len));
    }
    *metadata = arrow::key_value_metadata({"duckdb_type"}, {"ENUM(" + text + ")"});
    column->labels = ValueOf(labels.Finish());
    return arrow::dictionary(EnumCodeType(count), arrow::utf8(), /*ordered=*/true);
  }

  std::shared_ptr<arrow::DataType> Map(duckdb_v2_logical_type_handle type, ColumnType* column) {
    ColumnType entries;
    entries.id = DUCKDB_V2_LOGICAL_TYPE_ID_STRUCT;
    entries.path = column->path;
    const auto key = Child(type, 0, "key", &entries)->WithName("key")->WithNullable(false);
    const auto value = Child(type, 1, "value", &entries)->WithName("value");
    entries.field = arrow::field("entries", arrow::struct_({key, value}), /*nullable=*/false);
    column->children.push_back(std::move(entries));
    return std::make_shared<arrow::MapType>(column->children.front().field);
  }

  // As DuckDB itself exports it: types whose form is the same whatever its settings are.
  std::shared_ptr<arrow::DataType> Exported(
      duckdb_v2_logical_type_handle type,
      std::shared_ptr<const arrow::KeyValueMetadata>* metadata) {
    Owned<duckdb_v2_arrow_exporter_handle> exporter(duckdb_v2_arrow_exporter_destroy);
    const duckdb_v2_str name = Text("");
    Call(err_, duckdb_v2_arrow_exporter_create, context_, &type, &name, 1, 0, exporter.out());
    ArrowSchema exported = {};
    Call(err_, duckdb_v2_arrow_exporter_get_schema, exporter.get(), &exported);
    const auto schema = ValueOf(arrow::ImportSchema(&exported));
    *metadata = schema->field(0)->metadata();
    return schema->field(0)->type();
  }

  const duckdb_v2_context_handle context_;
  duckdb_v2_error_info_handle* const err_;
};

}  // namespace

ColumnType ColumnTypeOf(const std::string& column, duckdb_v2_logical_type_handle type,
                        duckdb_v2_context_handle context, duckdb_v2_error_info_handle* err) {
  return TypeReader(context, err).Read(column, column, type);
}

std::shared_ptr<arrow::DataType> EnumCodeType(idx_t values) {
  if (values <= 255) return arrow::uint8();
  return values <= 65535 ? arrow::uint16() : arrow::uint32();
}

std::string TypeText(duckdb_v2_logical_type_handle type, duckdb_v2_error_info_handle* err) {
  idx_t length = 0;
  Call(err, duckdb_v2_logical_type_to_text, type, nullptr, 0, &length);
  std::string text(length + 1, '\0');
  Call(err, duckdb_v2_logical_type_to_text, type, text.data(), text.size(), &length);
  text.resize(length);
  return text;
}

}  // namespace quiver::duckdb_extension
