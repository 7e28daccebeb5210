#include "cli/plan_report.h"

#include <cstdio>

#include <arrow/type.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/error_line.h"
#include "cli/human_numbers.h"
#include "cli/json_output.h"
#include "cli/progress_lines.h"
#include "cli/text_table.h"
#include "cli/visible_text.h"

namespace quiver::cli {
namespace {

std::string Reason(const TableDescription& table, int column) {
  const bool known = column < std::ssize(table.type_reasons);
  return known ? table.type_reasons[column] : "";
}

nlohmann::ordered_json ToJson(const PlannedTable& table) {
  nlohmann::ordered_json object;
  object["name"] = table.description.name.ToString();
  object["rows"] = nullptr;
  if (table.rows >= 0) object["rows"] = table.rows;
  object["partitions"] = table.partitions;
  object["columns"] = nlohmann::ordered_json::array();
  const arrow::Schema& schema = *table.description.schema;
  for (int i = 0; i < schema.num_fields(); ++i) {
    object["columns"].push_back({{"name", schema.field(i)->name()},
                                 {"type", schema.field(i)->type()->ToString()},
                                 {"nullable", schema.field(i)->nullable()},
                                 {"reason", Reason(table.description, i)}});
  }
  object["not_carried"] = table.description.not_carried;
  object["quarantined"] = nullptr;
  if (table.quarantined_rows >= 0) object["quarantined"] = table.quarantined_rows;
  return object;
}

nlohmann::ordered_json ToJson(const TransferPlan& plan) {
  nlohmann::ordered_json object;
  object["tables"] = nlohmann::ordered_json::array();
  for (const PlannedTable& table : plan.tables) object["tables"].push_back(ToJson(table));
  object["problems"] = nlohmann::ordered_json::array();
  for (const PlanProblem& problem : plan.problems) {
    nlohmann::ordered_json entry;
    entry["table"] = nullptr;
    if (!problem.table.name.empty()) entry["table"] = problem.table.ToString();
    entry["message"] = problem.message;
    object["problems"].push_back(std::move(entry));
  }
  return object;
}

void PrintTitle(const PlannedTable& table) {
  std::string title = VisibleText(table.description.name.ToString()) + ": ";
  title += table.rows < 0 ? "rows not known before they are read" : Counted(table.rows, "row");
  title += ", " + Counted(table.partitions, "partition");
  if (table.quarantines) {
    title += table.quarantined_rows < 0
                 ? ", some rows to quarantine"
                 : fmt::format(", {} to quarantine", Counted(table.quarantined_rows, "row"));
  }
  fmt::print("{}\n", title);
}

void PrintTable(const PlannedTable& table) {
  PrintTitle(table);
  TextTable columns({{"  column"}, {"type"}, {"why"}});
  const arrow::Schema& schema = *table.description.schema;
  for (int i = 0; i < schema.num_fields(); ++i) {
    const arrow::Field& field = *schema.field(i);
    columns.AddRow({"  " + VisibleText(field.name()),
                    VisibleText(field.type()->ToString()) + (field.nullable() ? "" : " not null"),
                    VisibleText(Reason(table.description, i))});
  }
  fmt::print("{}", columns.ToString());
  for (const std::string& line : table.description.not_carried) {
    fmt::print("  not carried: {}\n", VisibleText(line));
  }
  fmt::print("\n");
}

}  // namespace

void PrintPlan(const TransferPlan& plan, bool json) {
  for (const std::string& note : plan.notes) PrintNote(note);
  if (json) {
    PrintJson(ToJson(plan));
  } else {
    for (const PlannedTable& table : plan.tables) PrintTable(table);
    fmt::print("{} would be copied\n", Counted(std::ssize(plan.tables), "table"));
  }
  std::fflush(stdout);
  for (const PlanProblem& problem : plan.problems) PrintError(problem.message);
}

}  // namespace quiver::cli
