#include "cli/bench_report.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/human_numbers.h"
#include "cli/json_output.h"
#include "cli/text_table.h"
#include "cli/visible_text.h"

namespace quiver::cli {
namespace {

// What is compared: a title, and how a format does.
struct Measure {
  const char* title;
  const char* key;
  double (*value)(const FormatFigures&);
  std::string (*text)(const FormatFigures&);
};

std::string Seconds(double seconds) { return fmt::format("{:.3f} s", seconds); }

const Measure kMeasures[] = {
    {"time to write", "write_seconds", [](const FormatFigures& f) { return f.write_seconds; },
     [](const FormatFigures& f) { return Seconds(f.write_seconds); }},
    {"time to read", "read_seconds", [](const FormatFigures& f) { return f.read_seconds; },
     [](const FormatFigures& f) { return Seconds(f.read_seconds); }},
    {"time to read projected", "projected_seconds",
     [](const FormatFigures& f) { return f.projected_seconds; },
     [](const FormatFigures& f) { return Seconds(f.projected_seconds); }},
    {"size", "bytes", [](const FormatFigures& f) { return static_cast<double>(f.bytes); },
     [](const FormatFigures& f) { return HumanBytes(f.bytes); }},
};

std::string NameOf(const FormatFigures& figures) {
  return figures.codec == "none" ? figures.format : figures.format + " " + figures.codec;
}

double Largest(const FormatBenchReport& report, const Measure& measure) {
  double largest = 0;
  for (const FormatFigures& figures : report.formats) {
    largest = std::max(largest, measure.value(figures));
  }
  return largest;
}

std::string Heading(const FormatBenchReport& report) {
  return fmt::format("{}: {}, {}; projected: {}", report.table, Counted(report.rows, "row"),
                     Counted(report.num_columns, "column"), fmt::join(report.projection, ", "));
}

// In eighths of a character.
std::string Bar(double part, int width) {
  constexpr const char* kEighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const auto eighths = static_cast<int>(std::lround(part * width * 8));
  std::string bar;
  for (int i = 0; i < eighths / 8; ++i) bar += "█";
  return bar + kEighths[eighths % 8];
}

void PrintText(const FormatBenchReport& report) {
  constexpr int kBarWidth = 40;
  fmt::print("{}\n", VisibleText(Heading(report)));
  for (const Measure& measure : kMeasures) {
    const double largest = Largest(report, measure);
    TextTable table({{measure.title}, {"", Align::kRight}, {""}});
    for (const FormatFigures& figures : report.formats) {
      const double part = largest > 0 ? measure.value(figures) / largest : 0;
      table.AddRow({NameOf(figures), measure.text(figures), Bar(part, kBarWidth)});
    }
    fmt::print("\n{}", table.ToString());
  }
}

nlohmann::ordered_json ToJson(const FormatBenchReport& report) {
  nlohmann::ordered_json object = {{"table", VisibleText(report.table)},
                                   {"rows", report.rows},
                                   {"columns", report.num_columns},
                                   {"projection", report.projection}};
  object["formats"] = nlohmann::ordered_json::array();
  for (const FormatFigures& figures : report.formats) {
    object["formats"].push_back({{"format", figures.format},
                                 {"codec", figures.codec},
                                 {"bytes", figures.bytes},
                                 {"write_seconds", figures.write_seconds},
                                 {"read_seconds", figures.read_seconds},
                                 {"projected_seconds", figures.projected_seconds}});
  }
  return object;
}

std::string EscapedHtml(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

constexpr char kPageBegin[] = R"(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>quiver bench</title><style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 52em; margin: 2em auto; padding: 0 1em; color: #222; background: #fff }
h2 { font-size: 1.1em; margin: 1.6em 0 0.4em }
.row { display: grid; grid-template-columns: 9em 7em 1fr; gap: 0.8em; align-items: center }
.figure { text-align: right; font-variant-numeric: tabular-nums }
.bar { height: 1.1em; border-radius: 2px; min-width: 1px }
.csv { background: #b0793d } .parquet { background: #2f6f9f } .arrow { background: #3d8f5f }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #1b1b1b } }
</style></head><body>
)";

}  // namespace

void PrintBenchReport(const FormatBenchReport& report, bool json) {
  json ? PrintJson(ToJson(report)) : PrintText(report);
}

std::string BenchReportAsHtml(const FormatBenchReport& report) {
  std::string page = kPageBegin;
  page += fmt::format("<h1>quiver bench</h1>\n<p>{}. Shorter is better.</p>\n",
                      EscapedHtml(VisibleText(Heading(report))));
  for (const Measure& measure : kMeasures) {
    const double largest = Largest(report, measure);
    page += fmt::format("<h2>{}</h2>\n", measure.title);
    for (const FormatFigures& figures : report.formats) {
      const double part = largest > 0 ? measure.value(figures) / largest : 0;
      page += fmt::format(
          "<div class=\"row\"><span>{}</span><span class=\"figure\">{}</span><div class=\"bar {}\" "
          "style=\"width:{:.1f}%\"></div></div>\n",
          NameOf(figures), measure.text(figures), figures.format, part * 100);
    }
  }
  return page + "</body></html>\n";
}

}  // namespace quiver::cli
