#include "databases/postgres/fingerprint.h"

#include <string_view>

#include <fmt/format.h>

#include "databases/postgres/server_error.h"

namespace quiver::postgres {
namespace {

// The snapshot names the first transaction that it does not see, and those that were open: two that
// are the same see the same commits. Sizes, because VACUUM changes what ranges of ctids there are,
// and is no transaction.
constexpr char kSql[] = R"(
SELECT concat_ws(' ', 'postgres', (SELECT system_identifier FROM pg_catalog.pg_control_system()),
  (SELECT timeline_id FROM pg_catalog.pg_control_checkpoint()),
  (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()),
  pg_catalog.txid_current_snapshot(), {},
  CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_class WHERE relkind = 'f')
    THEN pg_catalog.clock_timestamp() END))";

constexpr char kSizes[] = R"(
  (SELECT pg_catalog.md5(coalesce(pg_catalog.string_agg(concat_ws(' ', oid, relfilenode,
      pg_catalog.pg_relation_size(oid)), ',' ORDER BY oid), ''))
    FROM pg_catalog.pg_class WHERE relkind IN ('r', 'm') AND oid >= 16384))";

constexpr char kNoSizes[] = "pg_catalog.clock_timestamp()";

arrow::Result<std::string> Ask(Snapshot& snapshot, const char* sizes) {
  ARROW_ASSIGN_OR_RAISE(const auto connection, snapshot.Take());
  ARROW_ASSIGN_OR_RAISE(const auto rows, connection->Query(fmt::format(kSql, sizes)));
  return rows.at(0).at(0).value_or("");
}

}  // namespace

arrow::Result<std::string> ReadFingerprint(Snapshot& snapshot) {
  constexpr std::string_view kLockNotAvailable = "55P03";
  auto fingerprint = Ask(snapshot, kSizes);
  if (SqlStateOf(fingerprint.status()) != kLockNotAvailable) return fingerprint;
  return Ask(snapshot, kNoSizes);
}

}  // namespace quiver::postgres
