#include "cli/layout_text.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include <arrow/array.h>
#include <arrow/array/util.h>
#include <arrow/scalar.h>
#include <arrow/type.h>
#include <arrow/util/key_value_metadata.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/human_numbers.h"
#include "cli/text_table.h"
#include "cli/visible_text.h"
#include "quiver/value_text.h"

namespace quiver::cli {
namespace {

constexpr size_t kMostGroups = 10;
constexpr size_t kMostBoundBytes = 24;
constexpr size_t kMostMetadataBytes = 100;

std::string Number(int64_t number) { return number < 0 ? "?" : Grouped(number); }

std::string Cut(std::string text, size_t most) {
  if (text.size() > most) text = text.substr(0, most) + "...";
  return VisibleText(text);
}

std::string Bound(const std::shared_ptr<arrow::Scalar>& bound) {
  return Cut(BoundText(bound), kMostBoundBytes);
}

std::string MetadataLines(const std::shared_ptr<const arrow::KeyValueMetadata>& metadata,
                          const std::string& indent) {
  std::string lines;
  if (metadata == nullptr) return lines;
  for (int64_t i = 0; i < metadata->size(); ++i) {
    lines += fmt::format("{}{} = {}\n", indent, VisibleText(metadata->key(i)),
                         Cut(metadata->value(i), kMostMetadataBytes));
  }
  return lines;
}

std::string SchemaText(const arrow::Schema& schema) {
  std::string text = "schema\n";
  for (const auto& field : schema.fields()) {
    text +=
        fmt::format("  {}: {}{}\n", VisibleText(field->name()),
                    VisibleText(field->type()->ToString()), field->nullable() ? "" : " not null");
    text += MetadataLines(field->metadata(), "    ");
  }
  if (schema.metadata() != nullptr && schema.metadata()->size() > 0) {
    text += "  metadata\n" + MetadataLines(schema.metadata(), "    ");
  }
  return text;
}

// One column over all groups.
struct ColumnSum {
  std::string path;
  int64_t bytes = 0;
  int64_t uncompressed_bytes = 0;
  std::set<std::string> codecs;
  std::set<std::string> encodings;
  int64_t null_count = 0;
};

void Add(int64_t more, int64_t* sum) { *sum = more < 0 || *sum < 0 ? -1 : *sum + more; }

std::vector<ColumnSum> SumColumns(const FileLayout& layout) {
  std::vector<ColumnSum> sums;
  for (const GroupLayout& group : layout.groups) {
    for (size_t i = 0; i < group.columns.size(); ++i) {
      const ColumnLayout& column = group.columns[i];
      if (i == sums.size()) sums.push_back({column.path});
      Add(column.bytes, &sums[i].bytes);
      Add(column.uncompressed_bytes, &sums[i].uncompressed_bytes);
      Add(column.statistics.null_count, &sums[i].null_count);
      sums[i].codecs.insert(column.codec);
      sums[i].encodings.insert(column.encodings.begin(), column.encodings.end());
    }
  }
  return sums;
}

std::string ColumnsText(const FileLayout& layout) {
  TextTable table({{"column"},
                   {"bytes", Align::kRight},
                   {"uncompressed", Align::kRight},
                   {"nulls", Align::kRight},
                   {"codec"},
                   {"encodings"}});
  for (const ColumnSum& sum : SumColumns(layout)) {
    table.AddRow({VisibleText(sum.path), Number(sum.bytes), Number(sum.uncompressed_bytes),
                  Number(sum.null_count), fmt::format("{}", fmt::join(sum.codecs, " ")),
                  fmt::format("{}", fmt::join(sum.encodings, " "))});
  }
  return table.ToString();
}

std::string GroupsText(const FileLayout& layout, size_t most) {
  TextTable table({{"group", Align::kRight},
                   {"offset", Align::kRight},
                   {"metadata", Align::kRight},
                   {"bytes", Align::kRight},
                   {"rows", Align::kRight}});
  for (size_t i = 0; i < std::min(most, layout.groups.size()); ++i) {
    const GroupLayout& group = layout.groups[i];
    table.AddRow({Grouped(static_cast<int64_t>(i)), Number(group.offset),
                  Number(group.metadata_bytes), Number(group.body_bytes), Number(group.rows)});
  }
  std::string text = table.ToString();
  if (layout.groups.size() > most) {
    text += fmt::format("... and {} more (--groups shows all)\n",
                        Counted(static_cast<int64_t>(layout.groups.size() - most), "group"));
  }
  return text;
}

std::string GroupColumnsText(const GroupLayout& group, size_t number) {
  TextTable table({{fmt::format("group {}", number)},
                   {"offset", Align::kRight},
                   {"bytes", Align::kRight},
                   {"uncompressed", Align::kRight},
                   {"codec"},
                   {"encodings"},
                   {"nulls", Align::kRight},
                   {"min"},
                   {"max"}});
  for (const ColumnLayout& column : group.columns) {
    table.AddRow({VisibleText(column.path), Number(column.offset), Number(column.bytes),
                  Number(column.uncompressed_bytes), column.codec,
                  fmt::format("{}", fmt::join(column.encodings, " ")),
                  Number(column.statistics.null_count), Bound(column.statistics.min),
                  Bound(column.statistics.max)});
  }
  return table.ToString() + MetadataLines(group.metadata, "  ");
}

std::string DictionariesText(const FileLayout& layout) {
  TextTable table({{"dictionary", Align::kRight},
                   {"offset", Align::kRight},
                   {"metadata", Align::kRight},
                   {"bytes", Align::kRight},
                   {"values", Align::kRight},
                   {""}});
  for (const DictionaryLayout& dictionary : layout.dictionaries) {
    table.AddRow({Grouped(dictionary.id), Number(dictionary.offset),
                  Number(dictionary.metadata_bytes), Number(dictionary.body_bytes),
                  Number(dictionary.values), dictionary.delta ? "delta" : ""});
  }
  return table.ToString();
}

nlohmann::ordered_json Known(int64_t number) {
  return number < 0 ? nlohmann::ordered_json() : nlohmann::ordered_json(number);
}

// Bytes that are no UTF-8 can't be in JSON.
std::string JsonText(const std::string& text) { return VisibleText(text); }

nlohmann::ordered_json MetadataAsJson(
    const std::shared_ptr<const arrow::KeyValueMetadata>& metadata) {
  auto object = nlohmann::ordered_json::object();
  if (metadata == nullptr) return object;
  for (int64_t i = 0; i < metadata->size(); ++i) {
    object[JsonText(metadata->key(i))] = JsonText(metadata->value(i));
  }
  return object;
}

nlohmann::ordered_json ColumnAsJson(const ColumnLayout& column) {
  nlohmann::ordered_json object = {{"path", JsonText(column.path)},
                                   {"offset", Known(column.offset)},
                                   {"bytes", Known(column.bytes)},
                                   {"uncompressed_bytes", Known(column.uncompressed_bytes)},
                                   {"codec", column.codec},
                                   {"encodings", column.encodings},
                                   {"nulls", Known(column.statistics.null_count)}};
  const auto bound = [](const auto& scalar) {
    return scalar == nullptr ? nlohmann::ordered_json()
                             : nlohmann::ordered_json(JsonText(BoundText(scalar)));
  };
  object["min"] = bound(column.statistics.min);
  object["max"] = bound(column.statistics.max);
  return object;
}

nlohmann::ordered_json SchemaAsJson(const arrow::Schema& schema) {
  nlohmann::ordered_json object;
  object["fields"] = nlohmann::ordered_json::array();
  for (const auto& field : schema.fields()) {
    object["fields"].push_back({{"name", JsonText(field->name())},
                                {"type", JsonText(field->type()->ToString())},
                                {"nullable", field->nullable()},
                                {"metadata", MetadataAsJson(field->metadata())}});
  }
  object["metadata"] = MetadataAsJson(schema.metadata());
  return object;
}

}  // namespace

std::string BoundText(const std::shared_ptr<arrow::Scalar>& bound) {
  if (bound == nullptr || !bound->is_valid) return "";
  const auto array = arrow::MakeArrayFromScalar(*bound, 1);
  return array.ok() ? ValueText(**array, 0) : "";
}

std::string LayoutAsText(const FileLayout& layout, const LayoutDetail& detail) {
  std::string text = fmt::format("{} {}", layout.format, layout.version);
  if (!layout.writer.empty()) text += fmt::format(", written by {}", VisibleText(layout.writer));
  text += fmt::format("\n{} rows in {}, {} bytes\n", Number(layout.rows),
                      Counted(static_cast<int64_t>(layout.groups.size()), "group"),
                      Number(layout.bytes));
  if (layout.metadata != nullptr && layout.metadata->size() > 0) {
    text += "\nmetadata of the file\n" + MetadataLines(layout.metadata, "  ");
  }
  text += "\n" + SchemaText(*layout.schema);
  if (!layout.groups.empty()) {
    text += "\n" + ColumnsText(layout);
    text += "\n" + GroupsText(layout, detail.groups ? layout.groups.size() : kMostGroups);
  }
  if (!layout.dictionaries.empty()) text += "\n" + DictionariesText(layout);
  for (size_t i = 0; detail.groups && i < layout.groups.size(); ++i) {
    text += "\n" + GroupColumnsText(layout.groups[i], i);
  }
  return text;
}

nlohmann::ordered_json LayoutAsJson(const FileLayout& layout) {
  nlohmann::ordered_json object = {{"format", layout.format},
                                   {"version", layout.version},
                                   {"writer", JsonText(layout.writer)},
                                   {"bytes", Known(layout.bytes)},
                                   {"rows", Known(layout.rows)}};
  object["metadata"] = MetadataAsJson(layout.metadata);
  object["schema"] = SchemaAsJson(*layout.schema);
  object["groups"] = nlohmann::ordered_json::array();
  for (const GroupLayout& group : layout.groups) {
    nlohmann::ordered_json one = {{"offset", Known(group.offset)},
                                  {"metadata_bytes", Known(group.metadata_bytes)},
                                  {"body_bytes", Known(group.body_bytes)},
                                  {"rows", Known(group.rows)},
                                  {"metadata", MetadataAsJson(group.metadata)}};
    one["columns"] = nlohmann::ordered_json::array();
    for (const ColumnLayout& column : group.columns) {
      one["columns"].push_back(ColumnAsJson(column));
    }
    object["groups"].push_back(std::move(one));
  }
  object["dictionaries"] = nlohmann::ordered_json::array();
  for (const DictionaryLayout& dictionary : layout.dictionaries) {
    object["dictionaries"].push_back({{"id", dictionary.id},
                                      {"offset", Known(dictionary.offset)},
                                      {"metadata_bytes", Known(dictionary.metadata_bytes)},
                                      {"body_bytes", Known(dictionary.body_bytes)},
                                      {"values", Known(dictionary.values)},
                                      {"delta", dictionary.delta}});
  }
  return object;
}

}  // namespace quiver::cli
