#include "merged_columns.h"

#include <algorithm>
#include <utility>

#include <arrow/util/string.h>

#include "arrow_result.h"
#include "imported_column.h"
#include "widened_type.h"

namespace quiver::duckdb_extension {
namespace {

using arrow::internal::AsciiEqualsCaseInsensitive;

std::shared_ptr<arrow::DataType> Decoded(const std::shared_ptr<arrow::DataType>& type) {
  if (type->id() != arrow::Type::DICTIONARY) return type;
  return static_cast<const arrow::DictionaryType&>(*type).value_type();
}

std::string OriginOf(const arrow::DataType& type, const std::string& path) {
  return type.ToString() + " in " + path;
}

}  // namespace

int MergedColumns::Find(const std::string& name) const {
  const auto found = std::ranges::find_if(
      fields_, [&](const auto& field) { return AsciiEqualsCaseInsensitive(field->name(), name); });
  return found == fields_.end() ? -1 : static_cast<int>(found - fields_.begin());
}

std::shared_ptr<arrow::Field> MergedColumns::Imported(
    const std::string& path, const std::shared_ptr<arrow::Field>& field) const {
  auto type = ImportedType(field->type());
  if (type.ok()) return field->WithType(*type);
  switch (options_.on_unsupported) {
    case OnUnsupported::kSkip:
      return nullptr;
    case OnUnsupported::kText:
      return arrow::field(field->name(), arrow::utf8());
    case OnUnsupported::kError:
      break;
  }
  throw Error(path + ": column \"" + field->name() + "\": " + type.status().message() +
              "; on_unsupported := 'text' reads it as text, 'skip' leaves it out");
}

void MergedColumns::AddFirst(const std::string& path, const arrow::Schema& schema) {
  first_path_ = path;
  for (int i = 0; i < schema.num_fields(); ++i) {
    auto field = Imported(path, schema.field(i));
    if (field == nullptr) continue;
    AddField(path, std::move(field));
    places_in_first_.push_back(i);
  }
}

void MergedColumns::AddField(const std::string& path, std::shared_ptr<arrow::Field> field) {
  origins_.push_back(OriginOf(*field->type(), path));
  fields_.push_back(std::move(field));
}

void MergedColumns::Widen(int place, const std::string& path, const arrow::Field& field) {
  auto& merged = fields_[place];
  auto& origin = origins_[place];
  if (merged->type()->Equals(field.type())) return;
  const std::string here = OriginOf(*field.type(), path);
  auto both = WidenedType(Decoded(merged->type()), Decoded(field.type()));
  if (both == nullptr) {
    throw Error("column \"" + merged->name() + "\" is " + origin + " and " + here +
                ", and no type holds both; read the files as two tables");
  }
  if (both->Equals(field.type())) {
    origin = here;
  } else if (!both->Equals(merged->type())) {
    origin = both->ToString() + " (for " + origin + " and " + here + ")";
  }
  merged = merged->WithType(std::move(both))->WithNullable(merged->nullable() || field.nullable());
}

void MergedColumns::Add(const std::string& path, const arrow::Schema& schema) {
  if (first_path_.empty()) return AddFirst(path, schema);
  several_ = true;
  for (const auto& original : schema.fields()) {
    const auto field = Imported(path, original);
    if (field == nullptr) continue;
    const int place = Find(field->name());
    if (place < 0) {
      if (options_.union_by_name) AddField(path, field->WithNullable(true));
      continue;
    }
    Widen(place, path, *field);
  }
  if (options_.union_by_name) return;
  for (const auto& field : fields_) {
    const auto same = [&](const auto& other) {
      return AsciiEqualsCaseInsensitive(other->name(), field->name());
    };
    if (std::ranges::any_of(schema.fields(), same)) continue;
    throw Error(path + ": it has no column \"" + field->name() + "\", which " + first_path_ +
                " has; union_by_name := true reads NULL there");
  }
}

std::vector<int> MergedColumns::PlacesIn(const arrow::Schema& schema) const {
  if (!several_) return places_in_first_;
  std::vector<int> places;
  for (const auto& field : fields_) {
    const auto same = [&](const auto& other) {
      return AsciiEqualsCaseInsensitive(other->name(), field->name());
    };
    const auto found = std::ranges::find_if(schema.fields(), same);
    places.push_back(
        found == schema.fields().end() ? -1 : static_cast<int>(found - schema.fields().begin()));
  }
  return places;
}

}  // namespace quiver::duckdb_extension
