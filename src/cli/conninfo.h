#pragma once

#include <string>

#include <arrow/result.h>

namespace quiver::cli {

/// Where a PostgreSQL server is, as options say it one by one. What is empty is left to libpq: the
/// PG* environment, service files, .pgpass.
struct ServerAddress {
  /// A name, or a whole connection string or URI.
  std::string database;
  std::string host;
  std::string port;
  std::string user;
  std::string password;
};

/// All of it as one connection string for libpq; a URI stays one. Errors: Invalid for a URI with
/// host, port or user beside it, which could be meant for different servers.
arrow::Result<std::string> ConnectionString(const ServerAddress& address);

}  // namespace quiver::cli
