#include "databases/postgres/joined_rows.h"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/nearest_names.h"
#include "databases/postgres/query_parameters.h"

namespace quiver::postgres {
namespace {

std::vector<std::string> Names(const std::vector<Column>& columns) {
  std::vector<std::string> names;
  for (const Column& column : columns) names.push_back(column.name);
  return names;
}

// The SQL of the value of the first column of that name.
arrow::Result<std::string> ValueOf(const QueryRows& rows, const std::string& name) {
  const auto found = std::ranges::find(rows.columns, name, &Column::name);
  if (found != rows.columns.end()) return rows.values[found - rows.columns.begin()];
  const auto nearest = NearestNames(name, Names(rows.columns));
  return arrow::Status::KeyError(fmt::format(
      "$({}) in a joined query: the rows before it have no such column{}", name,
      nearest.empty() ? "" : fmt::format("; did you mean {}?", fmt::join(nearest, ", "))));
}

// What follows LATERAL.
arrow::Result<std::string> LateralQuery(const QueryRows& rows, const std::string& sql) {
  // A name that nothing in the query can mean.
  std::string alias = "outer_row";
  while (sql.find(alias) != std::string::npos) alias += '_';
  std::vector<std::string> parameters;
  ARROW_ASSIGN_OR_RAISE(const std::string bound,
                        BindParameters(sql, Names(rows.columns), alias, &parameters));
  if (parameters.empty()) return fmt::format("(SELECT s.* FROM {} AS s OFFSET 0)", Subquery(bound));
  std::string values;
  std::string names;
  for (size_t i = 0; i < parameters.size(); ++i) {
    ARROW_ASSIGN_OR_RAISE(const std::string value, ValueOf(rows, parameters[i]));
    values += (i == 0 ? "" : ", ") + value;
    names += fmt::format("{}p{}", i == 0 ? "" : ", ", i);
  }
  return fmt::format("(SELECT s.* FROM (SELECT {}) AS {}({}), LATERAL {} AS s OFFSET 0)", values,
                     alias, names, Subquery(bound));
}

arrow::Status AddJoin(Connection& connection, const PostgresOptions::Join& join, size_t number,
                      QueryRows* rows) {
  ARROW_ASSIGN_OR_RAISE(const std::string lateral, LateralQuery(*rows, join.query));
  const std::string alias = fmt::format("j{}", number);
  const std::string clause =
      fmt::format(" {} JOIN LATERAL {} AS ", join.outer ? "LEFT" : "INNER", lateral);
  const std::string& from = rows->source.partitions.front().from;
  ARROW_ASSIGN_OR_RAISE(
      auto columns,
      ReadQueryColumns(connection, fmt::format("{} SELECT {}.* FROM {}{}{} ON true LIMIT 0",
                                               rows->source.settings, alias, from, clause, alias)));
  for (RowSource::Partition& partition : rows->source.partitions) {
    partition.from += clause + AliasOfColumns(alias, columns.size()) + " ON true";
  }
  for (size_t i = 0; i < columns.size(); ++i) {
    rows->values.push_back(fmt::format("{}.c{}", alias, i));
    rows->columns.push_back(std::move(columns[i]));
  }
  return arrow::Status::OK();
}

}  // namespace

arrow::Status AddJoins(Connection& connection, const std::vector<PostgresOptions::Join>& joins,
                       QueryRows* rows) {
  if (joins.empty()) return arrow::Status::OK();
  ARROW_ASSIGN_OR_RAISE(const std::string path,
                        SearchPathSql(connection, connection.search_path()));
  rows->source.settings += " " + path;
  rows->source.afterwards = kNoSearchPath;
  // The rows of the query alone were counted.
  rows->source.estimated_rows = -1;
  for (size_t i = 0; i < joins.size(); ++i) {
    ARROW_RETURN_NOT_OK(AddJoin(connection, joins[i], i + 1, rows));
  }
  return arrow::Status::OK();
}

}  // namespace quiver::postgres
