#pragma once

#include <string>

#include "quiver/format_bench.h"

namespace quiver::cli {

/// The figures on stdout as a table with bars; with `json`, one object.
void PrintBenchReport(const FormatBenchReport& report, bool json);

/// The figures as one page that needs nothing else, with the bars drawn.
std::string BenchReportAsHtml(const FormatBenchReport& report);

}  // namespace quiver::cli
