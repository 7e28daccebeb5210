#include "files/unified_schema.h"

#include <algorithm>

#include <arrow/type.h>
#include <fmt/format.h>

namespace quiver {
namespace {

using Type = std::shared_ptr<arrow::DataType>;

// What holds the values of both, among the types that are found out from text.
Type Wider(const Type& a, const Type& b) {
  const auto either = [&](arrow::Type::type x, arrow::Type::type y) {
    return (a->id() == x && b->id() == y) || (a->id() == y && b->id() == x);
  };
  if (a->id() == arrow::Type::NA) return b;
  if (b->id() == arrow::Type::NA) return a;
  if (either(arrow::Type::INT64, arrow::Type::DOUBLE)) return arrow::float64();
  if (a->id() == arrow::Type::LARGE_STRING || b->id() == arrow::Type::LARGE_STRING) {
    return arrow::large_utf8();
  }
  return arrow::utf8();
}

}  // namespace

const UnifiedSchema::Column* UnifiedSchema::Find(const std::string& name) const {
  const auto found = std::ranges::find_if(
      columns_, [&](const Column& column) { return column.field->name() == name; });
  return found == columns_.end() ? nullptr : &*found;
}

bool UnifiedSchema::Disagrees(const std::shared_ptr<arrow::Schema>& schema,
                              std::map<std::string, Type>* types) const {
  bool disagrees = false;
  for (const auto& field : schema->fields()) {
    const Column* column = Find(field->name());
    if (column == nullptr || column->field->type()->Equals(field->type())) continue;
    (*types)[field->name()] = Wider(column->field->type(), field->type());
    disagrees = true;
  }
  return disagrees;
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
