#include "databases/postgres/row_place.h"

#include <fmt/format.h>

namespace quiver::postgres {
namespace {

arrow::Result<std::string> CtidOfRow(Snapshot& snapshot, const RowSource& source, int64_t partition,
                                     int64_t row) {
  ARROW_ASSIGN_OR_RAISE(const auto connection, snapshot.Take());
  const RowSource::Partition& part = source.partitions[partition];
  ARROW_ASSIGN_OR_RAISE(
      const auto rows, connection->Query(fmt::format("{} SELECT q.ctid FROM {} "
                                                     "WHERE {} OFFSET {} LIMIT 1",
                                                     source.settings, part.from, part.where, row)));
  if (rows.empty()) return arrow::Status::KeyError("no such row");
  return rows[0].at(0).value_or("");
}

}  // namespace

std::string PlaceOfRow(Snapshot& snapshot, const RowSource& source, int64_t partition,
                       int64_t row) {
  if (source.has_ctids) {
    const auto ctid = CtidOfRow(snapshot, source, partition, row);
    if (ctid.ok()) return "row with ctid " + *ctid;
  }
  const bool several = source.partitions.size() > 1;
  return fmt::format("row {}{}", row + 1,
                     several ? fmt::format(" of partition {}", partition + 1) : "");
}

}  // namespace quiver::postgres
