#include "merged_columns.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "arrow_result.h"
#include "imported_column.h"

namespace quiver::duckdb_extension {
namespace {

bool SameName(const std::string& left, const std::string& right) {
  return std::ranges::equal(left, right, [](unsigned char a, unsigned char b) {
    return std::tolower(a) == std::tolower(b);
  });
}

// What holds every value of both, and no float for integers.
arrow::Field::MergeOptions Widening() {
  auto options = arrow::Field::MergeOptions::Defaults();
  options.promote_nullability = true;
  options.promote_decimal = true;
  options.promote_integer_to_decimal = true;
  options.promote_integer_sign = true;
  options.promote_numeric_width = true;
  options.promote_binary = true;
  options.promote_temporal_unit = true;
  options.promote_list = true;
  options.promote_dictionary = true;
  return options;
}

std::shared_ptr<arrow::Field> Decoded(const std::shared_ptr<arrow::Field>& field) {
  if (field->type()->id() != arrow::Type::DICTIONARY) return field;
  return field->WithType(static_cast<const arrow::DictionaryType&>(*field->type()).value_type());
}

}  // namespace

int MergedColumns::Find(const std::string& name) const {
  const auto found = std::ranges::find_if(
      fields_, [&](const auto& field) { return SameName(field->name(), name); });
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
    fields_.push_back(std::move(field));
    places_in_first_.push_back(i);
  }
}

void MergedColumns::Add(const std::string& path, const arrow::Schema& schema) {
  if (first_path_.empty()) return AddFirst(path, schema);
  several_ = true;
  for (const auto& original : schema.fields()) {
    const auto field = Imported(path, original);
    if (field == nullptr) continue;
    const int place = Find(field->name());
    if (place < 0) {
      if (options_.union_by_name) fields_.push_back(field->WithNullable(true));
      continue;
    }
    auto& merged = fields_[place];
    if (merged->type()->Equals(field->type())) continue;
    auto both = Decoded(merged)->MergeWith(Decoded(field)->WithName(merged->name()), Widening());
    if (!both.ok()) {
      throw Error("column \"" + merged->name() + "\" is " + merged->type()->ToString() + " in " +
                  first_path_ + " and " + field->type()->ToString() + " in " + path +
                  ", and no type holds both; read the files as two tables");
    }
    merged = *both;
  }
  if (options_.union_by_name) return;
  for (const auto& field : fields_) {
    const auto same = [&](const auto& other) { return SameName(other->name(), field->name()); };
    if (std::ranges::any_of(schema.fields(), same)) continue;
    throw Error(path + ": it has no column \"" + field->name() + "\", which " + first_path_ +
                " has; union_by_name := true reads NULL there");
  }
}

std::vector<int> MergedColumns::PlacesIn(const arrow::Schema& schema) const {
  if (!several_) return places_in_first_;
  std::vector<int> places;
  for (const auto& field : fields_) {
    const auto same = [&](const auto& other) { return SameName(other->name(), field->name()); };
    const auto found = std::ranges::find_if(schema.fields(), same);
    places.push_back(
        found == schema.fields().end() ? -1 : static_cast<int>(found - schema.fields().begin()));
  }
  return places;
}

}  // namespace quiver::duckdb_extension
