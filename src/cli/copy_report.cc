#include "cli/copy_report.h"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/human_numbers.h"
#include "cli/json_output.h"
#include "cli/progress_lines.h"
#include "cli/text_table.h"
#include "cli/visible_text.h"

namespace quiver::cli {
namespace {

// A longer closing table would push everything else off the screen.
constexpr size_t kMostTables = 50;

nlohmann::ordered_json ToJson(const TransferReport& report) {
  auto tables = nlohmann::ordered_json::array();
  for (const TableReport& table : report.tables) {
    if (table.skipped) continue;
    nlohmann::ordered_json entry;
    entry["name"] = table.name.ToString();
    entry["rows"] = table.rows;
    entry["bytes"] = table.bytes;
    entry["seconds"] = table.seconds;
    entry["verified"] = nullptr;
    if (table.verified) entry["verified"] = *table.verified;
    entry["quarantined"] = table.quarantined;
    tables.push_back(std::move(entry));
  }
  nlohmann::ordered_json object;
  object["tables"] = std::move(tables);
  object["seconds"] = report.seconds;
  return object;
}

struct Sums {
  int64_t tables = 0;
  int64_t rows = 0;
  int64_t bytes = 0;
  int64_t quarantined = 0;
};

Sums Total(const TransferReport& report) {
  Sums sums;
  for (const TableReport& table : report.tables) {
    sums.tables += table.skipped ? 0 : 1;
    sums.rows += table.rows;
    sums.bytes += table.bytes;
    sums.quarantined += table.quarantined;
  }
  return sums;
}

std::string VerifiedText(const TableReport& table) {
  if (table.skipped) return "left as it was";
  return table.verified ? "verified" : "";
}

std::string QuarantineText(const TableReport& table) {
  return table.quarantined > 0 ? Grouped(table.quarantined) + " in quarantine" : "";
}

void PrintTable(const TransferReport& report) {
  TextTable text({{"table"},
                  {"rows", Align::kRight},
                  {"bytes", Align::kRight},
                  {"seconds", Align::kRight},
                  {""},
                  {""}});
  text.UnderlineTitles();
  for (size_t i = 0; i < std::min(kMostTables, report.tables.size()); ++i) {
    const TableReport& table = report.tables[i];
    text.AddRow({VisibleText(table.name.ToString()), Grouped(table.rows), HumanBytes(table.bytes),
                 fmt::format("{:.2f}", table.seconds), VerifiedText(table), QuarantineText(table)});
  }
  fmt::print(stderr, "{}", text.ToString());
  if (report.tables.size() > kMostTables) {
    fmt::print(stderr, "... and {} more\n", Counted(report.tables.size() - kMostTables, "table"));
  }
}

void PrintNotes(const TransferReport& report) {
  for (const TableReport& table : report.tables) {
    for (const std::string& line : table.not_carried) {
      PrintNote(fmt::format("table {}: not carried: {}", table.name.ToString(), line));
    }
  }
}

}  // namespace

void PrintCopyReport(const TransferReport& report, bool json) {
  PrintNotes(report);
  if (json) {
    PrintJson(ToJson(report));
    return;
  }
  if (!report.tables.empty()) PrintTable(report);
  const Sums sums = Total(report);
  const std::string quarantined =
      sums.quarantined > 0 ? fmt::format(", {} in quarantine", Counted(sums.quarantined, "row"))
                           : "";
  fmt::print(stderr, "copied {}, {}, {} in {}{}\n", Counted(sums.tables, "table"),
             Counted(sums.rows, "row"), HumanBytes(sums.bytes), HumanSeconds(report.seconds),
             quarantined);
}

}  // namespace quiver::cli
