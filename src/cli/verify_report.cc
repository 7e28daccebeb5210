#include "cli/verify_report.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/human_numbers.h"
#include "cli/json_output.h"
#include "cli/visible_text.h"

namespace quiver::cli {
namespace {

const char* KindName(KeyDifference::Kind kind) {
  switch (kind) {
    case KeyDifference::Kind::kOnlyInA:
      return "only in A";
    case KeyDifference::Kind::kOnlyInB:
      return "only in B";
    case KeyDifference::Kind::kDifferent:
      return "different";
  }
  return "";
}

std::string Summary(const TableComparison& table) {
  if (!table.in_a) return "only in B";
  if (!table.in_b) return "only in A";
  if (table.same()) return "same, " + Counted(table.a.rows, "row");
  if (!table.rows_compared) return "other columns, rows not compared";
  return fmt::format("differs, {} in A, {} in B", Counted(table.a.rows, "row"),
                     Counted(table.b.rows, "row"));
}

void PrintKeys(const TableComparison& table) {
  if (table.keys.empty()) return;
  fmt::print("  {}{} with differences{}\n", table.all_keys_searched ? "" : "at least ",
             Counted(table.differing_keys, "key"),
             table.differing_keys > std::ssize(table.keys) ? ", the first ones:" : ":");
  for (const KeyDifference& key : table.keys) {
    fmt::print("    {}: {}\n", KindName(key.kind), VisibleText(key.key));
  }
}

void PrintComparison(const TableComparison& table) {
  fmt::print("{}: {}\n", VisibleText(table.name.ToString()), Summary(table));
  for (const std::string& line : table.column_differences) {
    fmt::print("  {}\n", VisibleText(line));
  }
  PrintKeys(table);
}

nlohmann::ordered_json ToJson(const RowHash& hash) {
  return {{"rows", hash.rows}, {"hash", hash.ToString()}};
}

nlohmann::ordered_json ToJson(const TableComparison& table) {
  nlohmann::ordered_json object;
  object["name"] = table.name.ToString();
  object["same"] = table.same();
  object["in_a"] = table.in_a;
  object["in_b"] = table.in_b;
  object["column_differences"] = table.column_differences;
  object["a"] = nullptr;
  object["b"] = nullptr;
  if (table.rows_compared) {
    object["a"] = ToJson(table.a);
    object["b"] = ToJson(table.b);
  }
  object["differing_keys"] = table.differing_keys;
  object["all_keys_searched"] = table.all_keys_searched;
  object["keys"] = nlohmann::ordered_json::array();
  for (const KeyDifference& key : table.keys) {
    object["keys"].push_back({{"key", key.key}, {"difference", KindName(key.kind)}});
  }
  return object;
}

}  // namespace

void PrintVerifyReport(const VerifyReport& report, bool json) {
  if (!json) {
    for (const TableComparison& table : report.tables) PrintComparison(table);
    return;
  }
  nlohmann::ordered_json object;
  object["same"] = report.same();
  object["tables"] = nlohmann::ordered_json::array();
  for (const TableComparison& table : report.tables) object["tables"].push_back(ToJson(table));
  PrintJson(object);
}

}  // namespace quiver::cli
