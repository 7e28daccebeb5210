#include "databases/postgres/row_source.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>

namespace quiver::postgres {
namespace {

// 8 MiB of the usual 8 KiB pages; about as many rows as a batch has.
constexpr int64_t kLeastPages = 1'024;
constexpr int64_t kPageBytes = 8'192;
// Where batches shall be larger, most of them are as large as they may be.
constexpr int64_t kBatchesInRange = 4;
// The ranges of a huge table are larger, so that there are not too many.
constexpr int64_t kMostRanges = 4'096;

// A relation's rows lie in one or several of these.
struct Heap {
  std::string name;  // qualified
  int64_t pages;
  bool has_ctids;
};

// Those that may be read one by one; nothing where that needs rights that only their parent gives.
constexpr char kHeapsSql[] = R"(
SELECT n.nspname, c.relname,
  pg_catalog.pg_relation_size(c.oid) / pg_catalog.current_setting('block_size')::bigint,
  c.relkind IN ('r', 'm') AND coalesce((SELECT amname = 'heap' FROM pg_catalog.pg_am a
    WHERE a.oid = c.relam), true),
  pg_catalog.has_table_privilege(c.oid, 'SELECT'),
  c.relkind IN ('r', 'm') AND c.relfilenode NOT IN (0, pg_catalog.pg_relation_filenode(c.oid))
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.oid IN ({}) AND c.relkind <> 'p' ORDER BY c.oid)";

constexpr char kPartitionsSql[] = "SELECT relid FROM pg_catalog.pg_partition_tree({}) WHERE isleaf";

constexpr char kFamilySql[] = R"(
WITH RECURSIVE family(oid) AS (
  SELECT {}::oid
  UNION SELECT i.inhrelid FROM family f JOIN pg_catalog.pg_inherits i ON i.inhparent = f.oid
) SELECT oid FROM family)";

arrow::Result<std::vector<Heap>> ReadHeaps(Connection& connection, const Relation& relation) {
  const bool partitioned = relation.kind == 'p';
  const bool several = partitioned || relation.descendants;
  const std::string oids = partitioned            ? fmt::format(kPartitionsSql, relation.oid)
                           : relation.descendants ? fmt::format(kFamilySql, relation.oid)
                                                  : std::to_string(relation.oid);
  ARROW_ASSIGN_OR_RAISE(const auto rows, connection.Query(fmt::format(kHeapsSql, oids)));
  std::vector<Heap> heaps;
  bool readable = true;
  for (const auto& row : rows) {
    if (row[5] == "t") {
      return arrow::Status::IOError(
          fmt::format("table {} was truncated or rewritten after this copy began; copy again",
                      relation.table_name().ToString()));
    }
    readable &= !several || row[4] == "t";
    ARROW_ASSIGN_OR_RAISE(std::string name, QualifiedName(connection, *row[0], *row[1]));
    heaps.push_back(
        {std::move(name), std::strtoll(row[2].value_or("0").c_str(), nullptr, 10), row[3] == "t"});
  }
  if (!readable) heaps.clear();
  return heaps;
}

void AddRanges(const Heap& heap, int64_t batch_bytes,
               std::vector<RowSource::Partition>* partitions) {
  const std::string from = "ONLY " + heap.name + " AS q";
  const int64_t step = std::max({kLeastPages, batch_bytes / kPageBytes * kBatchesInRange,
                                 (heap.pages + kMostRanges - 1) / kMostRanges});
  for (int64_t page = 0; page == 0 || page < heap.pages; page += step) {
    std::string where = fmt::format("q.ctid >= '({},0)'", page);
    // The last one takes what has been added to the file since, if the snapshot shows it.
    if (page + step < heap.pages) where += fmt::format(" AND q.ctid < '({},0)'", page + step);
    partitions->push_back({from, std::move(where)});
  }
}

// The planner's guess, which stands in the first line of a plan: "(cost=0.00..1.01 rows=1
// width=4)".
arrow::Result<int64_t> EstimateRows(Connection& connection, const std::string& from) {
  ARROW_ASSIGN_OR_RAISE(const auto rows, connection.Query("EXPLAIN SELECT FROM " + from));
  const std::string line = rows.empty() ? "" : rows[0].at(0).value_or("");
  const size_t at = line.find(" rows=");
  return at == std::string::npos ? -1 : std::strtoll(line.c_str() + at + 6, nullptr, 10);
}

}  // namespace

arrow::Result<std::string> SearchPathSql(Connection& connection, const std::string& search_path) {
  ARROW_ASSIGN_OR_RAISE(const std::string literal, connection.QuoteLiteral(search_path));
  return fmt::format("SELECT pg_catalog.set_config('search_path', {}, true);", literal);
}

std::string RowSource::CopySql(const Partition& partition, const std::string& columns) const {
  return fmt::format("{} COPY (SELECT {} FROM {}{}{}) TO STDOUT (FORMAT binary); {}", settings,
                     columns, partition.from, partition.where.empty() ? "" : " WHERE ",
                     partition.where, afterwards);
}

arrow::Result<RowSource> SourceOfRelation(Connection& connection, const Relation& relation,
                                          int64_t batch_bytes) {
  RowSource source;
  const bool view = relation.kind == 'v';
  // What a view calls may look for names.
  ARROW_ASSIGN_OR_RAISE(source.settings,
                        SearchPathSql(connection, view ? connection.search_path() : ""));
  if (view) {
    source.afterwards = kNoSearchPath;
  } else {
    // Rows of parallel workers come in any order.
    source.settings += " SET LOCAL max_parallel_workers_per_gather = 0;";
  }
  ARROW_ASSIGN_OR_RAISE(const std::string name,
                        QualifiedName(connection, relation.schema, relation.name));
  // A table of its own may have children, which are tables of their own, too.
  const bool only = relation.kind == 'r' && !relation.descendants;
  const std::string whole = (only ? "ONLY " : "") + name + " AS q";
  // Planning takes the locks, too.
  ARROW_ASSIGN_OR_RAISE(source.estimated_rows, EstimateRows(connection, whole));
  // Ranges of ctids can be scanned since 14.
  if (connection.server_version() >= 140'000 && !view && relation.kind != 'f') {
    ARROW_ASSIGN_OR_RAISE(const std::vector<Heap> heaps, ReadHeaps(connection, relation));
    source.has_ctids = !heaps.empty() && std::ranges::all_of(heaps, &Heap::has_ctids);
    for (const Heap& heap : heaps) {
      if (heap.has_ctids) {
        AddRanges(heap, batch_bytes, &source.partitions);
      } else {
        source.partitions.push_back({"ONLY " + heap.name + " AS q", ""});
      }
    }
  }
  if (source.partitions.empty()) source.partitions.push_back({whole, ""});
  return source;
}

}  // namespace quiver::postgres
