#include "bound_table.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include <arrow/array.h>
#include <arrow/util/string.h>

#include "arrow_result.h"
#include "column_type.h"
#include "files/hive_path.h"
#include "merged_columns.h"

namespace quiver::duckdb_extension {
namespace {

class Binder {
 public:
  Binder(const ReadOptions& options, std::vector<NamedTable> tables,
         duckdb_v2_context_handle context, duckdb_v2_error_info_handle* err)
      : options_(options), tables_(std::move(tables)), err_(err) {
    for (const NamedTable& table : tables_) paths_.push_back(table.path);
    Call(err, duckdb_v2_context_get_factory, context, &factory_);
  }

  std::unique_ptr<BoundTable> Bind() {
    bound_->prune = options_.prune;
    OpenFiles();
    AddHiveColumns();
    if (options_.filename_column) AddFilename(*options_.filename_column);
    if (options_.dictionary_as_enum) AddEnums();
    return std::move(bound_);
  }

 private:
  void OpenFiles() {
    MergedColumns columns(options_);
    for (NamedTable& table : tables_) {
      columns.Add(table.path, *table.table->schema());
      BoundFile file;
      file.path = table.path;
      file.table = std::move(table.table);
      bound_->files.push_back(std::move(file));
    }
    bound_->schema = columns.schema();
    for (BoundFile& file : bound_->files) file.columns = columns.PlacesIn(*file.table->schema());
  }

  // What folders' names say, unless it was not asked for and they don't agree.
  void AddHiveColumns() {
    if (options_.hive_partitioning == false) return;
    std::vector<std::vector<HiveKey>> keys;
    for (const std::string& path : paths_) {
      keys.push_back(HiveKeysOf(path.starts_with('/') ? "/" : "", path));
    }
    const auto fields = HiveFields(paths_, keys);
    if (!fields.ok() && options_.hive_partitioning) Check(fields.status());
    CheckHiveTypes(fields.ok() ? *fields : arrow::FieldVector());
    if (!fields.ok()) return;
    for (size_t key = 0; key < fields->size(); ++key) {
      ConstantColumn column;
      column.name = (*fields)[key]->name();
      MakeType(HiveTypeOf(*(*fields)[key]), &column.type);
      for (size_t file = 0; file < bound_->files.size(); ++file) {
        const auto& value = keys[file][key].value;
        bound_->files[file].constants.push_back(MakeValue(value, column));
      }
      AddConstant(std::move(column));
    }
  }

  void CheckHiveTypes(const arrow::FieldVector& fields) const {
    for (const auto& [name, type] : options_.hive_types) {
      const auto is_it = [&](const auto& field) { return field->name() == name; };
      if (std::ranges::any_of(fields, is_it)) continue;
      throw Error("hive_types names \"" + name + "\", and not every file is in a folder \"" + name +
                  "=...\", such as " + paths_.front());
    }
  }

  std::string HiveTypeOf(const arrow::Field& found) const {
    const auto wanted = options_.hive_types.find(found.name());
    if (wanted != options_.hive_types.end()) return wanted->second;
    if (!options_.hive_types_autocast) return "VARCHAR";
    switch (found.type()->id()) {
      case arrow::Type::INT64:
        return "BIGINT";
      case arrow::Type::DATE32:
        return "DATE";
      default:
        return "VARCHAR";
    }
  }

  void AddFilename(const std::string& name) {
    for (const std::string& other : bound_->schema->field_names()) {
      if (!arrow::internal::AsciiEqualsCaseInsensitive(other, name)) continue;
      throw Error(paths_.front() + ": there is a column \"" + other +
                  "\" already; give the one of the files' names another name, as in filename := "
                  "'path'");
    }
    ConstantColumn column;
    column.name = name;
    MakeType("VARCHAR", &column.type);
    for (BoundFile& file : bound_->files) {
      file.constants.push_back(MakeValue(file.path, column));
    }
    AddConstant(std::move(column));
  }

  // It takes the place of a column of that name in the files.
  void AddConstant(ConstantColumn column) {
    const int place = bound_->schema->GetFieldIndex(column.name);
    if (place >= 0) {
      bound_->schema = ValueOf(bound_->schema->RemoveField(place));
      for (BoundFile& file : bound_->files) file.columns.erase(file.columns.begin() + place);
    }
    bound_->constants.push_back(std::move(column));
  }

  void AddEnums() {
    for (int i = 0; i < bound_->schema->num_fields(); ++i) {
      if (bound_->schema->field(i)->type()->id() != arrow::Type::DICTIONARY) continue;
      const auto values = EnumValues(i);
      if (!values) continue;
      LogicalType type(duckdb_v2_logical_type_destroy);
      MakeEnum(*values, &type);
      bound_->enums.emplace(i, std::move(type));
      const auto codes = bound_->schema->field(i)->WithType(EnumCodeType(values->size()));
      bound_->schema = ValueOf(bound_->schema->SetField(i, codes));
    }
  }

  // The values that a column has in all files; nothing where they are not known, or differ, or
  // can't be those of an ENUM.
  std::optional<std::vector<std::string>> EnumValues(int column) const {
    std::shared_ptr<arrow::Array> values;
    for (const BoundFile& file : bound_->files) {
      if (file.columns[column] < 0) continue;
      const auto of_file = ValueOf(file.table->DictionaryOf(file.columns[column]));
      if (of_file == nullptr || (values != nullptr && !values->Equals(of_file)))
        return std::nullopt;
      values = of_file;
    }
    if (values == nullptr || values->type_id() != arrow::Type::STRING || values->length() == 0 ||
        values->null_count() > 0) {
      return std::nullopt;
    }
    std::vector<std::string> texts;
    for (int64_t i = 0; i < values->length(); ++i) {
      texts.push_back(static_cast<const arrow::StringArray&>(*values).GetString(i));
    }
    if (std::set<std::string>(texts.begin(), texts.end()).size() < texts.size()) {
      return std::nullopt;
    }
    return texts;
  }

  void MakeEnum(const std::vector<std::string>& texts, LogicalType* type) const {
    std::vector<Value> values;
    std::vector<duckdb_v2_value_handle> handles;
    for (const std::string& text : texts) {
      const duckdb_v2_str bytes{text.data(), text.size()};
      Value& value = values.emplace_back(duckdb_v2_value_destroy);
      Call(err_, duckdb_v2_value_create_varchar, factory_, &bytes, value.out());
      handles.push_back(value.get());
    }
    Call(err_, duckdb_v2_factory_create_type_from_id, factory_, DUCKDB_V2_LOGICAL_TYPE_ID_ENUM,
         nullptr, handles.data(), handles.size(), type->out());
  }

  void MakeType(const std::string& sql, LogicalType* type) const {
    const duckdb_v2_str text{sql.data(), sql.size()};
    Call(err_, duckdb_v2_factory_create_type_from_text, factory_, &text, type->out());
  }

  Value MakeValue(const std::optional<std::string>& text, const ConstantColumn& column) const {
    Value value(duckdb_v2_value_destroy);
    if (!text) {
      Call(err_, duckdb_v2_value_create_null, factory_, column.type.get(), value.out());
      return value;
    }
    const duckdb_v2_str bytes{text->data(), text->size()};
    Value varchar(duckdb_v2_value_destroy);
    Call(err_, duckdb_v2_value_create_varchar, factory_, &bytes, varchar.out());
    Call(err_, duckdb_v2_value_cast, factory_, varchar.get(), column.type.get(), value.out());
    return value;
  }

  const ReadOptions options_;
  std::vector<NamedTable> tables_;
  std::vector<std::string> paths_;
  duckdb_v2_error_info_handle* const err_;
  duckdb_v2_factory_handle factory_ = nullptr;
  std::unique_ptr<BoundTable> bound_ = std::make_unique<BoundTable>();
};

}  // namespace

int64_t BoundTable::num_rows() const {
  int64_t rows = 0;
  for (const BoundFile& file : files) {
    if (file.table->num_rows() < 0) return -1;
    rows += file.table->num_rows();
  }
  return rows;
}

std::unique_ptr<BoundTable> BindTables(const ReadOptions& options, std::vector<NamedTable> tables,
                                       duckdb_v2_context_handle context,
                                       duckdb_v2_error_info_handle* err) {
  return Binder(options, std::move(tables), context, err).Bind();
}

}  // namespace quiver::duckdb_extension
