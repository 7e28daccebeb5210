#include "files/unified_schema.h"

#include <algorithm>

#include <arrow/type.h>
#include <fmt/format.h>

namespace quiver {
const UnifiedSchema::Column* UnifiedSchema::Find(const std::string& name) const {
  const auto found = std::ranges::find_if(
      columns_, [&](const Column& column) { return column.field->name() == name; });
  return found == columns_.end() ? nullptr : &*found;
}

std::shared_ptr<arrow::DataType> UnifiedSchema::TypeOf(const std::string& name) const {
  const Column* column = Find(name);
  return column == nullptr ? nullptr : column->field->type();
}

arrow::Status UnifiedSchema::Add(const std::string& file,
                                 const std::shared_ptr<arrow::Schema>& schema) {
  if (num_files_ == 0) metadata_ = schema->metadata();
  ++num_files_;
  for (const auto& field : schema->fields()) {
    if (schema->GetAllFieldIndices(field->name()).size() > 1) {
      return arrow::Status::Invalid(fmt::format(
          "{}: it has two columns with the name \"{}\", so it can't be put together with other "
          "files by name; read it alone",
          file, field->name()));
    }
    auto* column = const_cast<Column*>(Find(field->name()));
    if (column == nullptr) {
      columns_.push_back({field, file, 1});
      continue;
    }
    if (!column->field->type()->Equals(field->type())) {
      return arrow::Status::Invalid(
          fmt::format("column \"{}\" is {} in {} and {} in {}; make them the same, or read the "
                      "files as two tables",
                      field->name(), column->field->type()->ToString(), column->file,
                      field->type()->ToString(), file));
    }
    if (field->nullable()) column->field = column->field->WithNullable(true);
    ++column->num_files;
  }
  return arrow::Status::OK();
}

std::shared_ptr<arrow::Schema> UnifiedSchema::Finish() const {
  arrow::FieldVector fields;
  for (const Column& column : columns_) {
    const bool everywhere = column.num_files == num_files_;
    fields.push_back(everywhere ? column.field : column.field->WithNullable(true));
  }
  return arrow::schema(std::move(fields), metadata_);
}

}  // namespace quiver
