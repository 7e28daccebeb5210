#include "databases/duckdb/interval_check.h"

#include <arrow/type.h>
#include <fmt/format.h>

namespace quiver::duckdb {

arrow::Status CheckIntervals(Connection* connection, const std::string& from,
                             const TableDescription& table) {
  constexpr int64_t kMostHours = 2'562'046;  // 2^63 nanoseconds are 2,562,047.8 hours
  for (const auto& field : table.schema->fields()) {
    if (field->type()->id() != arrow::Type::INTERVAL_MONTH_DAY_NANO) continue;
    const std::string column = QuoteIdentifier(field->name());
    ARROW_ASSIGN_OR_RAISE(
        const auto rows,
        connection->Query(fmt::format(
            "SELECT {0}::VARCHAR FROM {1} WHERE abs(date_part('hour', {0})) > {2} LIMIT 1", column,
            from, kMostHours)));
    if (rows.empty()) continue;
    return arrow::Status::Invalid("table ", table.name.ToString(), ", column ", column,
                                  ": the interval ", rows[0][0].value_or(""),
                                  " has more nanoseconds than 64 bits hold");
  }
  return arrow::Status::OK();
}

}  // namespace quiver::duckdb
