#include "cli/first_rows.h"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "core/projected_stream.h"
#include "quiver/restart.h"

namespace quiver::cli {
namespace {

std::string Quoted(const std::string& identifier) {
  std::string quoted = "\"";
  for (const char c : identifier) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string SqlName(const TableInfo& table) {
  if (!table.sql_name.empty()) return table.sql_name;
  const std::string& schema = table.name.schema;
  return (schema.empty() ? "" : Quoted(schema) + ".") + Quoted(table.name.name);
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

arrow::Result<FirstRows> ReadFirstRows(Source& source, const TableInfo& table, const Scan& scan,
                                       int64_t rows) {
  auto limited =
      source.OpenQuery(fmt::format("SELECT * FROM {} LIMIT {}", SqlName(table), rows), table.name);
  if (!limited.status().IsNotImplemented()) {
    ARROW_ASSIGN_OR_RAISE(auto stream, std::move(limited));
    if (scan.columns) {
      ARROW_ASSIGN_OR_RAISE(stream, ProjectStream(std::move(stream), *scan.columns));
    }
    return Take(*stream, rows);
  }
  for (;;) {
    ARROW_ASSIGN_OR_RAISE(auto stream, source.OpenScan(table.name, scan));
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
