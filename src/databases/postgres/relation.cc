#include "databases/postgres/relation.h"

#include <cstdlib>
#include <utility>

#include <fmt/format.h>

namespace quiver::postgres {
namespace {

int64_t Number(const std::optional<std::string>& text) {
  return text ? std::strtoll(text->c_str(), nullptr, 10) : -1;
}

// Rows and pages as the last ANALYZE or VACUUM found them: to ask for sizes would mean to wait for
// tables that somebody has locked. Partitions count for their table, and what is stored beside a
// table (TOAST) for it as well.
constexpr char kListSql[] = R"(
WITH RECURSIVE parts AS (
  SELECT c.oid AS top, c.oid AS part FROM pg_catalog.pg_class c WHERE NOT c.relispartition
  UNION ALL
  SELECT p.top, i.inhrelid FROM parts p
  JOIN pg_catalog.pg_inherits i ON i.inhparent = p.part
  JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid AND c.relispartition
), sizes AS (
  SELECT p.top, sum(c.reltuples::float8) AS rows,
    sum((c.relpages + coalesce(t.relpages, 0)) *
      pg_catalog.current_setting('block_size')::float8) AS bytes
  FROM parts p
  JOIN pg_catalog.pg_class c ON c.oid = p.part AND c.relkind IN ('r', 'm') AND c.relpages > 0
  LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid
  GROUP BY p.top
)
SELECT c.oid, n.nspname, c.relname, c.relkind, s.rows::bigint, s.bytes::bigint
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN sizes s ON s.top = c.oid
WHERE c.relkind IN ({}) AND NOT c.relispartition
  AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp_)'
  AND n.nspname !~ '^quiver_staging_[0-9]+_[0-9]+$'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e'
    AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass)
ORDER BY c.oid)";

std::vector<Column> ColumnsOf(std::vector<Connection::Row> rows) {
  std::vector<Column> columns;
  for (Connection::Row& row : rows) {
    columns.push_back({std::move(*row[0]),
                       static_cast<uint32_t>(std::strtoul(row[1]->c_str(), nullptr, 10)),
                       static_cast<int32_t>(Number(row[2])), std::move(*row[3]), row[4] == "t"});
  }
  return columns;
}

}  // namespace

TableInfo Relation::info() const {
  TableInfo info;
  info.name = table_name();
  info.kind = kind == 'v' ? TableInfo::Kind::kView : TableInfo::Kind::kTable;
  info.estimated_rows = estimated_rows;
  info.estimated_bytes = bytes;
  return info;
}

arrow::Result<std::vector<Relation>> ListRelations(Connection& connection, bool views) {
  ARROW_ASSIGN_OR_RAISE(auto rows,
                        connection.Query(fmt::format(
                            kListSql, views ? "'r', 'p', 'f', 'm', 'v'" : "'r', 'p', 'f', 'm'")));
  std::vector<Relation> relations;
  for (Connection::Row& row : rows) {
    relations.push_back({.oid = static_cast<uint32_t>(std::strtoul(row[0]->c_str(), nullptr, 10)),
                         .schema = std::move(*row[1]),
                         .name = std::move(*row[2]),
                         .kind = row[3]->at(0),
                         .estimated_rows = Number(row[4]),
                         .bytes = Number(row[5])});
  }
  return relations;
}

arrow::Result<std::vector<Column>> ReadColumns(Connection& connection, const Relation& relation) {
  ARROW_ASSIGN_OR_RAISE(
      auto rows,
      connection.Query(fmt::format(
          "SELECT attname, atttypid, atttypmod, pg_catalog.format_type(atttypid, atttypmod), "
          "attnotnull FROM pg_catalog.pg_attribute WHERE attrelid = {} AND attnum > 0 "
          "AND NOT attisdropped ORDER BY attnum",
          relation.oid)));
  return ColumnsOf(std::move(rows));
}

arrow::Result<std::vector<Column>> ReadQueryColumns(Connection& connection,
                                                    const std::string& sql) {
  ARROW_ASSIGN_OR_RAISE(auto described, connection.Describe(sql));
  // The types' names are to have their schemas.
  ARROW_RETURN_NOT_OK(connection.Execute("SET LOCAL search_path = ''"));
  if (described.empty()) return std::vector<Column>();
  std::string values;
  for (size_t i = 0; i < described.size(); ++i) {
    values += fmt::format("{}({}, {}::oid, {})", i == 0 ? "" : ", ", i, described[i].type,
                          described[i].modifier);
  }
  ARROW_ASSIGN_OR_RAISE(auto rows,
                        connection.Query("SELECT '', type, modifier, pg_catalog.format_type(type, "
                                         "modifier), 'f' FROM (VALUES " +
                                         values + ") v(i, type, modifier) ORDER BY i"));
  std::vector<Column> columns = ColumnsOf(std::move(rows));
  for (size_t i = 0; i < columns.size(); ++i) columns[i].name = std::move(described[i].name);
  return columns;
}

arrow::Result<std::string> QualifiedName(Connection& connection, const std::string& schema,
                                         const std::string& name) {
  ARROW_ASSIGN_OR_RAISE(const std::string quoted_schema, connection.QuoteIdentifier(schema));
  ARROW_ASSIGN_OR_RAISE(const std::string quoted_name, connection.QuoteIdentifier(name));
  return quoted_schema + "." + quoted_name;
}

}  // namespace quiver::postgres
