#include "databases/postgres/server.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

#include "contract/child_process.h"

namespace quiver::testing {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr auto kTimeout = std::chrono::seconds(60);
constexpr auto kPause = std::chrono::milliseconds(10);

// The newest version that Debian's packages have installed; else the first one on the PATH.
fs::path FindPrograms() {
  fs::path newest;
  int version = 0;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", none)) {
    const int this_version = std::atoi(entry.path().filename().c_str());
    if (this_version <= version || !fs::exists(entry.path() / "bin/initdb")) continue;
    version = this_version;
    newest = entry.path() / "bin";
  }
  if (version > 0) return newest;
  std::string path = getenv("PATH") == nullptr ? "" : getenv("PATH");
  for (size_t begin = 0; begin < path.size();) {
    const size_t end = std::min(path.find(':', begin), path.size());
    const fs::path folder = path.substr(begin, end - begin);
    if (fs::exists(folder / "initdb")) return folder;
    begin = end + 1;
  }
  throw std::runtime_error("no PostgreSQL server is installed (Debian: postgresql)");
}

// A server refuses to run as root.
struct passwd* Unprivileged() {
  if (geteuid() != 0) return nullptr;
  struct passwd* user = getpwnam("postgres");
  if (user == nullptr) user = getpwnam("nobody");
  if (user == nullptr) throw std::runtime_error("root needs a user to run PostgreSQL as");
  return user;
}

// Starts a program that gets `signal` when this thread ends. What it prints goes to `log`.
pid_t Spawn(const std::vector<std::string>& command, const fs::path& log, int signal) {
  const struct passwd* user = Unprivileged();
  const fs::path folder = log.parent_path();
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t parent = getpid();
  const pid_t child = Fork();
  if (child != 0) return child;
  const int output = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
  const bool ready =
      output >= 0 && dup2(output, 1) >= 0 && dup2(output, 2) >= 0 &&
      (user == nullptr ||
       (setgroups(0, nullptr) == 0 && setgid(user->pw_gid) == 0 && setuid(user->pw_uid) == 0)) &&
      chdir(folder.c_str()) == 0 && prctl(PR_SET_PDEATHSIG, signal) == 0 && getppid() == parent;
  if (ready) execv(arguments[0], arguments.data());
  _exit(127);
}

// The exit status; -1 after the time limit, and then the process is gone as well.
int WaitFor(pid_t child) {
  const Clock::time_point deadline = Clock::now() + kTimeout;
  int status = 0;
  while (waitpid(child, &status, WNOHANG) == 0) {
    if (Clock::now() > deadline) {
      kill(child, SIGKILL);
      waitpid(child, &status, 0);
      return -1;
    }
    std::this_thread::sleep_for(kPause);
  }
  return status;
}

std::string ContentOf(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

PGconn* Connect(const std::string& uri) {
  PGconn* connection = PQconnectdb(uri.c_str());
  if (PQstatus(connection) != CONNECTION_OK) {
    const std::string message = PQerrorMessage(connection);
    PQfinish(connection);
    throw std::runtime_error(message);
  }
  PQsetNoticeProcessor(
      connection, [](void*, const char*) {}, nullptr);
  return connection;
}

PostgresDatabase::Rows RunOn(PGconn* connection, const std::string& sql) {
  PGresult* result = PQexec(connection, sql.c_str());
  const ExecStatusType status = PQresultStatus(result);
  EXPECT_TRUE(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ||
              status == PGRES_EMPTY_QUERY)
      << PQresultErrorMessage(result) << " in " << sql;
  PostgresDatabase::Rows rows(PQntuples(result));
  for (int row = 0; row < PQntuples(result); ++row) {
    for (int column = 0; column < PQnfields(result); ++column) {
      rows[row].push_back(PQgetisnull(result, row, column) != 0 ? "NULL"
                                                                : PQgetvalue(result, row, column));
    }
  }
  PQclear(result);
  return rows;
}

// To make a database takes ten times as long as to empty one.
std::vector<std::string>& EmptyDatabases() {
  static std::vector<std::string> names;
  return names;
}

constexpr char kEmptyDatabase[] = R"(
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid();
SET client_min_messages = error;
DO $$
DECLARE name text;
BEGIN
  FOR name IN SELECT quote_ident(extname) FROM pg_extension WHERE extname <> 'plpgsql' LOOP
    EXECUTE 'DROP EXTENSION ' || name || ' CASCADE';
  END LOOP;
  FOR name IN SELECT quote_ident(nspname) FROM pg_namespace
      WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
    EXECUTE 'DROP SCHEMA ' || name || ' CASCADE';
  END LOOP;
  EXECUTE format('ALTER DATABASE %I RESET ALL', current_database());
END $$;
CREATE SCHEMA public;
GRANT USAGE ON SCHEMA public TO PUBLIC)";

}  // namespace

PostgresServer& PostgresServer::Running() {
  static PostgresServer server;
  return server;
}

PostgresServer::PostgresServer() : programs_(FindPrograms()), owner_(getpid()) {
  // Short: the path of a socket has 107 characters at most.
  std::string pattern = "/tmp/quiver-pg-XXXXXX";
  folder_ = mkdtemp(pattern.data());
  if (const struct passwd* user = Unprivileged()) {
    if (chown(folder_.c_str(), user->pw_uid, user->pw_gid) != 0) {
      throw std::runtime_error("can't give " + folder_.string() + " to " + user->pw_name);
    }
  }
  const pid_t initdb =
      Spawn({programs_ / "initdb", "--pgdata=" + (folder_ / "data").string(), "--username=postgres",
             "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"},
            folder_ / "log", SIGKILL);
  if (WaitFor(initdb) != 0) throw std::runtime_error("initdb: " + ContentOf(folder_ / "log"));
  Start();
}

void PostgresServer::Start() {
  std::vector<std::string> command = {programs_ / "postgres", "-D", folder_ / "data"};
  for (const char* setting :
       {"listen_addresses=", "fsync=off", "full_page_writes=off", "synchronous_commit=off",
        "shared_buffers=32MB", "autovacuum=off", "max_connections=60", "timezone=UTC",
        // For two-phase commits and nothing else that costs.
        "max_prepared_transactions=5"}) {
    command.insert(command.end(), {"-c", setting});
  }
  command.insert(command.end(), {"-c", "unix_socket_directories=" + folder_.string()});
  server_ = Spawn(command, folder_ / "log", SIGQUIT);
  const Clock::time_point deadline = Clock::now() + kTimeout;
  while (PQping(Uri("postgres").c_str()) != PQPING_OK) {
    if (Clock::now() > deadline || waitpid(server_, nullptr, WNOHANG) != 0) {
      throw std::runtime_error("the server did not start: " + ContentOf(folder_ / "log"));
    }
    std::this_thread::sleep_for(kPause);
  }
}

void PostgresServer::Stop(int signal) {
  kill(server_, signal);
  WaitFor(server_);
}

void PostgresServer::Restart() {
  Stop(SIGINT);
  fs::remove(folder_ / "data" / "standby.signal");
  Start();
}

void PostgresServer::RestartAsStandby() {
  Stop(SIGINT);
  std::ofstream(folder_ / "data" / "standby.signal");
  Start();
}

void PostgresServer::RequirePassword(const std::string& user) const {
  const fs::path path = folder_ / "data" / "pg_hba.conf";
  const std::string rules = ContentOf(path);
  std::ofstream(path) << "local all " << user << " scram-sha-256\n" << rules;
  PGconn* connection = Connect(Uri("postgres"));
  RunOn(connection, "SELECT pg_reload_conf()");
  PQfinish(connection);
  // The postmaster reads it when it gets to it.
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
}

PostgresServer::~PostgresServer() {
  // A child of a test that ends is not the end of the server.
  if (getpid() != owner_) return;
  Stop(SIGQUIT);
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::string PostgresServer::Uri(const std::string& database) const {
  return "postgresql://postgres@/" + database + "?host=" + folder_.string();
}

PostgresDatabase::PostgresDatabase(const std::string& sql, const std::string& original) {
  const bool plain = original == "template1";
  if (plain && !EmptyDatabases().empty()) {
    name_ = EmptyDatabases().back();
    EmptyDatabases().pop_back();
  } else {
    static int count = 0;
    name_ = "test_" + std::to_string(++count);
    PGconn* server = Connect(PostgresServer::Running().Uri("postgres"));
    RunOn(server, "CREATE DATABASE " + name_ + " TEMPLATE " + original);
    PQfinish(server);
  }
  connection_ = Connect(uri());
  Run(sql);
}

void PostgresDatabase::Disconnect() {
  PQfinish(connection_);
  connection_ = nullptr;
}

PostgresDatabase::~PostgresDatabase() {
  Disconnect();
  PGconn* server = Connect(uri());
  // The test may have set one for the database.
  RunOn(server, "SET statement_timeout = 0");
  RunOn(server, kEmptyDatabase);
  PQfinish(server);
  EmptyDatabases().push_back(name_);
}

PostgresDatabase::Rows PostgresDatabase::Run(const std::string& sql) {
  return RunOn(connection_, sql);
}

std::string PostgresDatabase::Value(const std::string& sql) {
  const Rows rows = Run(sql);
  return rows.empty() || rows[0].empty() ? "" : rows[0][0];
}

std::string PostgresDatabase::UriAs(const std::string& user) const {
  return "postgresql://" + user + "@/" + name_ +
         "?host=" + PostgresServer::Running().folder().string();
}

}  // namespace quiver::testing
