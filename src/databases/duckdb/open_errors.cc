#include "databases/duckdb/open_errors.h"

#include <string_view>

namespace quiver::duckdb {

arrow::Status OpenError(const std::string& path, const arrow::Status& error) {
  const std::string& message = error.message();
  const auto says = [&](std::string_view part) { return message.find(part) != std::string::npos; };
  if (says("Could not set lock on file")) {
    const size_t process = message.find("(PID ");
    const std::string who =
        process == std::string::npos
            ? ""
            : " (process " + message.substr(process + 5, message.find(')', process) - process - 5) +
                  ")";
    return arrow::Status::IOError(path, " is open in another program", who,
                                  "; close it there and try again");
  }
  if (says("not a valid DuckDB database file")) {
    return arrow::Status::IOError(path, " is not a DuckDB database");
  }
  return arrow::Status::IOError(path, ": ", message);
}

}  // namespace quiver::duckdb
