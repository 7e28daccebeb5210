#include "cli/first_rows.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "quiver/restart.h"

namespace quiver::cli {
namespace {

std::string Quoted(const std::string& identifier) {
  std::string quoted = "\"";
  for (const char c : identifier) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string LimitedQuery(const TableName& table, int64_t rows) {
  const std::string schema = table.schema.empty() ? "" : Quoted(table.schema) + ".";
  return fmt::format("SELECT * FROM {}{} LIMIT {}", schema, Quoted(table.name), rows);
}

arrow::Result<FirstRows> Take(TableStream& stream, int64_t rows) {
  FirstRows first{stream.schema(), {}};
  for (int64_t partition = 0; partition < stream.num_partitions() && rows > 0; ++partition) {
    ARROW_ASSIGN_OR_RAISE(auto reader, stream.OpenPartition(partition));
    std::shared_ptr<arrow::RecordBatch> batch;
    while (rows > 0) {
      ARROW_RETURN_NOT_OK(reader->ReadNext(&batch));
      if (!batch) break;
      first.batches.push_back(batch->Slice(0, std::min(rows, batch->num_rows())));
      rows -= first.batches.back()->num_rows();
    }
  }
  return first;
}

}  // namespace

arrow::Result<FirstRows> ReadFirstRows(Source& source, const TableName& table, const Scan& scan,
                                       int64_t rows) {
  if (!scan.columns) {
    auto limited = source.OpenQuery(LimitedQuery(table, rows), table);
    if (!limited.status().IsNotImplemented()) {
      ARROW_RETURN_NOT_OK(limited);
      return Take(**limited, rows);
    }
  }
  for (;;) {
    ARROW_ASSIGN_OR_RAISE(auto stream, source.OpenScan(table, scan));
    auto first = Take(*stream, rows);
    if (!SchemaChanged::Is(first.status())) return first;
  }
}

arrow::Result<FirstRows> ReadFirstRowsOfQuery(Source& source, const std::string& sql,
                                              int64_t rows) {
  ARROW_ASSIGN_OR_RAISE(auto stream, source.OpenQuery(sql, {"", "query"}));
  return Take(*stream, rows);
}

}  // namespace quiver::cli
