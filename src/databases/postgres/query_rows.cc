#include "databases/postgres/query_rows.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "core/sql_name.h"

namespace quiver::postgres {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

// The name in `TABLE name`.
std::optional<std::string> TableOfQuery(std::string_view sql) {
  constexpr std::string_view kTable = "TABLE";
  const auto trim = [&](std::string_view ends) {
    sql.remove_prefix(std::min(sql.find_first_not_of(kSpace), sql.size()));
    sql = sql.substr(0, sql.find_last_not_of(ends) + 1);
  };
  trim("; \t\r\n");
  const bool is_table = sql.size() > kTable.size() &&
                        kSpace.find(sql[kTable.size()]) != std::string_view::npos &&
                        std::ranges::equal(sql.substr(0, kTable.size()), kTable,
                                           [](char a, char b) { return (a & ~0x20) == b; });
  if (!is_table) return std::nullopt;
  sql.remove_prefix(kTable.size());
  trim(kSpace);
  if (!IsSqlName(sql)) return std::nullopt;
  return std::string(sql);
}

// What a query means by that name; nothing where there is no such relation.
arrow::Result<std::optional<Relation>> FindRelation(Connection& connection,
                                                    const std::string& name) {
  ARROW_ASSIGN_OR_RAISE(const std::string path,
                        SearchPathSql(connection, connection.search_path()));
  ARROW_ASSIGN_OR_RAISE(const std::string literal, connection.QuoteLiteral(name));
  ARROW_ASSIGN_OR_RAISE(
      auto rows, connection.Query(fmt::format(
                     "{} SELECT c.oid, n.nspname, c.relname, c.relkind, EXISTS (SELECT FROM "
                     "pg_catalog.pg_inherits i WHERE i.inhparent = c.oid) "
                     "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n "
                     "ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'f', 'm', 'v') "
                     "AND c.oid = pg_catalog.to_regclass({})",
                     path, literal)));
  ARROW_RETURN_NOT_OK(connection.Execute(kNoSearchPath));
  if (rows.empty()) return std::nullopt;
  auto& row = rows[0];
  return Relation{.oid = static_cast<uint32_t>(std::strtoul(row[0]->c_str(), nullptr, 10)),
                  .schema = std::move(*row[1]),
                  .name = std::move(*row[2]),
                  .kind = row[3]->at(0),
                  .descendants = row[4] == "t"};
}

arrow::Result<QueryRows> ReadTable(Connection& connection, const Relation& relation,
                                   const SourceOptions& options) {
  QueryRows rows;
  ARROW_ASSIGN_OR_RAISE(rows.source, SourceOfRelation(connection, relation, options.batch_bytes));
  ARROW_ASSIGN_OR_RAISE(rows.columns, ReadColumns(connection, relation));
  for (Column& column : rows.columns) {
    // A query does not promise it.
    column.not_null = false;
    ARROW_ASSIGN_OR_RAISE(const std::string quoted, connection.QuoteIdentifier(column.name));
    rows.values.push_back("q." + quoted);
  }
  return rows;
}

std::string Replaced(std::string sql, const std::map<std::string, std::string>& replacements) {
  for (const auto& [text, by] : replacements) {
    for (size_t at = 0; (at = sql.find(text, at)) != std::string::npos; at += by.size()) {
      sql.replace(at, text.size(), by);
    }
  }
  return sql;
}

std::vector<std::string> PartsOf(const std::string& sql, const PostgresOptions& options) {
  if (options.query_parts.empty()) return {sql};
  std::vector<std::string> parts;
  for (const auto& replacements : options.query_parts) parts.push_back(Replaced(sql, replacements));
  return parts;
}

bool HaveSameTypes(const std::vector<Column>& a, const std::vector<Column>& b) {
  return std::ranges::equal(a, b, [](const Column& x, const Column& y) {
    return x.type == y.type && x.modifier == y.modifier;
  });
}

}  // namespace

std::string Subquery(const std::string& sql) {
  return "(" + sql.substr(0, sql.find_last_not_of("; \t\r\n") + 1) + "\n)";
}

std::string AliasOfColumns(const std::string& alias, size_t columns) {
  std::string text = alias;
  for (size_t i = 0; i < columns; ++i) text += fmt::format("{}c{}", i == 0 ? "(" : ", ", i);
  return columns == 0 ? text : text + ")";
}

arrow::Result<QueryRows> ReadQuery(Connection& connection, const std::string& sql,
                                   const SourceOptions& options) {
  const std::vector<std::string> parts = PartsOf(sql, options.postgres);
  if (const auto table = TableOfQuery(sql); table && parts.size() == 1) {
    ARROW_ASSIGN_OR_RAISE(const auto relation, FindRelation(connection, *table));
    if (relation) return ReadTable(connection, *relation, options);
  }
  QueryRows rows;
  ARROW_ASSIGN_OR_RAISE(rows.source.settings, SearchPathSql(connection, connection.search_path()));
  rows.source.afterwards = kNoSearchPath;
  rows.source.ordered = parts.size() == 1;
  for (const std::string& part : parts) {
    ARROW_ASSIGN_OR_RAISE(
        auto columns,
        ReadQueryColumns(connection, fmt::format("{} SELECT * FROM {} AS q LIMIT 0",
                                                 rows.source.settings, Subquery(part))));
    if (rows.source.partitions.empty()) rows.columns = columns;
    if (!HaveSameTypes(rows.columns, columns)) {
      return arrow::Status::Invalid("the parts of the query have different columns: ", part);
    }
    rows.source.partitions.push_back(
        {Subquery(part) + " AS " + AliasOfColumns("q", columns.size()), ""});
  }
  for (size_t i = 0; i < rows.columns.size(); ++i) rows.values.push_back(fmt::format("q.c{}", i));
  return rows;
}

}  // namespace quiver::postgres
