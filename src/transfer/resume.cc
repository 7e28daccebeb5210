#include "transfer/resume.h"

#include <arrow/type.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace quiver {

namespace {

// What makes other rows, or other types, of the same tables.
std::string Choices(const PostgresOptions& options) {
  std::string joins;
  for (const PostgresOptions::Join& join : options.joins) {
    joins += fmt::format("{}{} ", join.outer ? "outer " : "", join.query);
  }
  return fmt::format("numeric={}{} arrays={} settings={} joins={} parts={}",
                     static_cast<int>(options.numeric),
                     options.decimal == nullptr ? "" : options.decimal->ToString(),
                     options.arrays_as_text, options.settings, joins, options.query_parts);
}

}  // namespace

arrow::Result<std::string> RunFingerprint(Source& source, const TransferOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const std::string content, source.Fingerprint());
  const TableSelection& selection = options.selection;
  return fmt::format(
      "{} tables={} exclude={} query={} views={} mismatch={} batch={} {} "
      "constraints={} compression={}",
      content, selection.tables, selection.exclude, selection.query, options.source.views,
      static_cast<int>(options.source.on_type_mismatch), options.source.batch_rows,
      Choices(options.source.postgres), options.sink.constraints, options.sink.compression);
}

std::string DescribeResumption(const OpenedTables& opened, const Sink& sink) {
  size_t complete = 0;
  std::string under_way;
  for (const OpenedTable& table : opened.tables) {
    const int64_t first = sink.FirstMissingPartition(table.description().name);
    const int64_t partitions = table.stream->num_partitions();
    if (first == 0) continue;
    if (first >= partitions) {
      ++complete;
    } else {
      // Partitions are counted from 1 for people.
      under_way += fmt::format(", {} goes on at partition {} of {}",
                               table.description().name.ToString(), first + 1, partitions);
    }
  }
  if (complete == 0 && under_way.empty()) {
    return "resuming: an interrupted run left nothing to go on with, starting from the beginning";
  }
  return fmt::format("resuming: {} of {} tables were complete{}", complete, opened.tables.size(),
                     under_way);
}

}  // namespace quiver
