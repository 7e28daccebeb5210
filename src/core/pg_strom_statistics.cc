#include <algorithm>
#include <bit>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <arrow/util/decimal.h>

#include "core/bound_text.h"
#include "core/statistics_metadata.h"

namespace quiver {
namespace {

constexpr std::string_view kMinKey = "min_values";
constexpr std::string_view kMaxKey = "max_values";
constexpr std::string_view kBatchPrefix = "min_max_stats.";
constexpr std::string_view kUnknown = "null";

// The types whose statistics are right whichever of PG-Strom's tools wrote them.
bool IsTrusted(arrow::Type::type type) {
  switch (type) {
    case arrow::Type::INT8:
    case arrow::Type::INT16:
    case arrow::Type::INT32:
    case arrow::Type::INT64:
    case arrow::Type::DATE32:
    case arrow::Type::TIME32:
    case arrow::Type::TIME64:
    case arrow::Type::TIMESTAMP:
    case arrow::Type::DECIMAL128:
      return true;
    default:
      return false;
  }
}

// The integer for `min_values`: of floats their bits.
std::optional<std::string> FieldText(const arrow::Scalar& bound) {
  if (IsTrusted(bound.type->id())) return StorageInteger(bound);
  switch (bound.type->id()) {
    case arrow::Type::FLOAT:
      return std::to_string(
          std::bit_cast<int32_t>(static_cast<const arrow::FloatScalar&>(bound).value));
    case arrow::Type::DOUBLE:
      return std::to_string(
          std::bit_cast<int64_t>(static_cast<const arrow::DoubleScalar&>(bound).value));
    default:
      return std::nullopt;
  }
}

// The text for `min_max_stats`: floats and decimals as numbers.
std::optional<std::string> BatchText(const arrow::Scalar& bound) {
  if (bound.type->id() == arrow::Type::DECIMAL128) {
    const auto& type = static_cast<const arrow::DecimalType&>(*bound.type);
    return static_cast<const arrow::Decimal128Scalar&>(bound).value.ToString(type.scale());
  }
  if (IsTrusted(bound.type->id())) return StorageInteger(bound);
  return FloatText(bound);
}

struct Texts {
  std::string min;
  std::string max;
};

// Without a value where nothing is known, or where PG-Strom would skip rows that match: to
// PostgreSQL, NaN is above all numbers.
template <typename ToText>
std::optional<Texts> BoundTexts(const GroupStatistics& group, const arrow::Field& field,
                                ToText to_text) {
  const auto found = group.columns.find(field.name());
  if (found == group.columns.end()) return std::nullopt;
  const ColumnStatistics& column = found->second;
  if (column.min == nullptr || column.max == nullptr) return std::nullopt;
  if (!column.min->type->Equals(field.type()) || !column.max->type->Equals(field.type())) {
    return std::nullopt;
  }
  if (arrow::is_floating(field.type()->id()) && column.may_have_nan) return std::nullopt;
  const auto min = to_text(*column.min);
  const auto max = to_text(*column.max);
  if (!min || !max) return std::nullopt;
  return Texts{*min, *max};
}

std::shared_ptr<arrow::Scalar> ParseBatchText(std::string_view text,
                                              const std::shared_ptr<arrow::DataType>& type) {
  if (type->id() != arrow::Type::DECIMAL128) return ScalarOfStorage(text, type);
  const int32_t column_scale = static_cast<const arrow::DecimalType&>(*type).scale();
  arrow::Decimal128 value;
  int32_t precision = 0;
  int32_t scale = 0;
  if (!arrow::Decimal128::FromString(text, &value, &precision, &scale).ok()) return nullptr;
  if (scale != column_scale) return nullptr;
  return arrow::MakeScalar(type, value).ValueOr(nullptr);
}

std::vector<std::string_view> Split(std::string_view list) {
  std::vector<std::string_view> parts;
  for (;;) {
    const size_t comma = list.find(',');
    std::string_view part = list.substr(0, comma);
    part.remove_prefix(std::min(part.find_first_not_of(' '), part.size()));
    parts.push_back(part);
    if (comma == std::string_view::npos) return parts;
    list.remove_prefix(comma + 1);
  }
}

std::optional<std::string> Get(const arrow::Field& field, std::string_view key) {
  if (!field.HasMetadata()) return std::nullopt;
  const int found = field.metadata()->FindKey(key);
  if (found < 0) return std::nullopt;
  return field.metadata()->value(found);
}

}  // namespace

std::shared_ptr<arrow::Schema> WithPgStromStatistics(const std::shared_ptr<arrow::Schema>& schema,
                                                     const std::vector<GroupStatistics>& groups) {
  arrow::FieldVector fields;
  for (const auto& field : schema->fields()) {
    Texts lists;
    bool known = false;
    for (const GroupStatistics& group : groups) {
      const auto texts = BoundTexts(group, *field, FieldText);
      known = known || texts;
      for (auto [list, text] : {std::pair(&lists.min, texts ? &texts->min : nullptr),
                                std::pair(&lists.max, texts ? &texts->max : nullptr)}) {
        if (!list->empty()) *list += ',';
        *list += text != nullptr ? std::string_view(*text) : kUnknown;
      }
    }
    auto metadata = arrow::key_value_metadata({std::string(kMinKey), std::string(kMaxKey)},
                                              {lists.min, lists.max});
    fields.push_back(known ? field->WithMergedMetadata(metadata) : field);
  }
  return arrow::schema(std::move(fields), schema->endianness(), schema->metadata());
}

void AddPgStromStatistics(const arrow::Schema& schema, const GroupStatistics& group,
                          arrow::KeyValueMetadata* metadata) {
  for (const auto& field : schema.fields()) {
    const auto texts = BoundTexts(group, *field, BatchText);
    if (texts) {
      metadata->Append(std::string(kBatchPrefix) + field->name(), texts->min + ',' + texts->max);
    }
  }
}

std::vector<GroupStatistics> ReadPgStromStatistics(const arrow::Schema& schema, size_t groups) {
  std::vector<GroupStatistics> result(groups);
  for (const auto& field : schema.fields()) {
    const auto min_list = Get(*field, kMinKey);
    const auto max_list = Get(*field, kMaxKey);
    if (!min_list || !max_list || !IsTrusted(field->type()->id())) continue;
    if (schema.GetFieldByName(field->name()) == nullptr) continue;
    const auto min = Split(*min_list);
    const auto max = Split(*max_list);
    if (min.size() != groups || max.size() != groups) continue;
    for (size_t i = 0; i < groups; ++i) {
      ColumnStatistics& column = result[i].columns[field->name()];
      column.min = ScalarOfStorage(min[i], field->type());
      column.max = ScalarOfStorage(max[i], field->type());
    }
  }
  return result;
}

void ReadPgStromStatistics(const arrow::KeyValueMetadata& metadata, const arrow::Schema& schema,
                           GroupStatistics* group) {
  for (int64_t i = 0; i < metadata.size(); ++i) {
    const std::string_view key = metadata.key(i);
    if (!key.starts_with(kBatchPrefix)) continue;
    const auto field = schema.GetFieldByName(std::string(key.substr(kBatchPrefix.size())));
    if (field == nullptr || !IsTrusted(field->type()->id())) continue;
    const auto bounds = Split(metadata.value(i));
    if (bounds.size() != 2) continue;
    ColumnStatistics& column = group->columns[field->name()];
    column.min = ParseBatchText(bounds[0], field->type());
    column.max = ParseBatchText(bounds[1], field->type());
  }
}

bool IsPgStromStatisticsKey(std::string_view key) { return key.starts_with(kBatchPrefix); }

bool HasPgStromStatistics(const arrow::Schema& schema) {
  return std::ranges::any_of(schema.fields(), [](const auto& field) {
    return Get(*field, kMinKey) || Get(*field, kMaxKey);
  });
}

std::shared_ptr<arrow::Schema> WithoutStatistics(const std::shared_ptr<arrow::Schema>& schema) {
  arrow::FieldVector fields;
  for (const auto& field : schema->fields()) {
    if (!Get(*field, kMinKey) && !Get(*field, kMaxKey)) {
      fields.push_back(field);
      continue;
    }
    auto metadata = field->metadata()->Copy();
    for (const std::string_view key : {kMinKey, kMaxKey}) {
      // An error is a key that is not there.
      if (metadata->Contains(key)) (void)metadata->Delete(key);
    }
    fields.push_back(field->WithMetadata(metadata->size() > 0 ? metadata : nullptr));
  }
  return arrow::schema(std::move(fields), schema->endianness(), schema->metadata());
}

}  // namespace quiver
