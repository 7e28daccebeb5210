#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include <libpq-fe.h>

namespace quiver::testing {

/// A PostgreSQL server of this process's own: in a temporary directory, reachable by a unix socket
/// alone, without fsync. It ends with the process, however that ends.
class PostgresServer {
 public:
  /// Starts it with the first call, which has to come from a thread that stays. Throws
  /// std::runtime_error with what the server said.
  static PostgresServer& Running();

  /// The connection URI of one of its databases, as its superuser.
  std::string Uri(const std::string& database) const;
  /// Where the socket `.s.PGSQL.5432` is; other sockets may be put beside it.
  const std::filesystem::path& folder() const { return folder_; }

  /// Ends all sessions, stops it and starts it again.
  void Restart();
  /// The same as a standby, which only reads, until it is restarted.
  void RestartAsStandby();
  /// From now on it asks this user for a password.
  void RequirePassword(const std::string& user) const;

  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;
  ~PostgresServer();

 private:
  PostgresServer();
  void Start();
  void Stop(int signal);

  std::filesystem::path folder_;
  std::filesystem::path programs_;
  pid_t owner_ = -1;
  pid_t server_ = -1;
};

/// A database for one test, emptied after it, and a connection to it.
class PostgresDatabase {
 public:
  using Rows = std::vector<std::vector<std::string>>;

  /// Empty but for what `sql` makes; or a copy of `original`, which nobody is connected to.
  explicit PostgresDatabase(const std::string& sql = "", const std::string& original = "template1");
  ~PostgresDatabase();
  PostgresDatabase(const PostgresDatabase&) = delete;
  PostgresDatabase& operator=(const PostgresDatabase&) = delete;

  /// Runs statements; the rows of the last one, NULL as "NULL". An error fails the test.
  Rows Run(const std::string& sql);
  /// The first value of the first row.
  std::string Value(const std::string& sql);
  /// Ends the connection, and nothing else.
  void Disconnect();

  const std::string& name() const { return name_; }
  std::string uri() const { return PostgresServer::Running().Uri(name_); }
  /// The same as somebody else, who has to exist.
  std::string UriAs(const std::string& user) const;

 private:
  std::string name_;
  PGconn* connection_ = nullptr;
};

}  // namespace quiver::testing
