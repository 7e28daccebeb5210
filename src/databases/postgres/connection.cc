#include "databases/postgres/connection.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>

#include "databases/postgres/connection_string.h"
#include "databases/postgres/server_error.h"

namespace quiver::postgres {
namespace {

using Clock = std::chrono::steady_clock;

// How often a wait looks at the stop token.
constexpr int kPollMilliseconds = 20;
// How long a server may take to end a statement that it was asked to cancel.
constexpr auto kCancelTimeout = std::chrono::seconds(10);

// Names of settings have no case.
bool IsNamed(std::string_view setting, std::string_view name) {
  return std::ranges::equal(setting, name, [](unsigned char a, unsigned char b) {
    return std::tolower(a) == std::tolower(b);
  });
}

}  // namespace

arrow::Result<std::unique_ptr<Connection>> Connection::Open(const ConnectOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const Libpq* pq, Libpq::Load());
  ARROW_RETURN_NOT_OK(CheckConnectionString(*pq, options.conninfo));
  std::unique_ptr<Connection> connection(new Connection(*pq, options));
  ARROW_RETURN_NOT_OK(connection->Connect());
  ARROW_RETURN_NOT_OK(connection->PrepareSession());
  return connection;
}

Connection::~Connection() {
  if (connection_ != nullptr) pq_.PQfinish(connection_);
}

arrow::Status Connection::Connect() {
  struct Parameter {
    const char* keyword;
    const char* value;
  };
  // What stands before dbname is overruled by what dbname says.
  std::vector<Parameter> parameters = {{"fallback_application_name", "quiver"},
                                       {"keepalives_idle", "30"},
                                       {"keepalives_interval", "10"},
                                       {"keepalives_count", "3"}};
  if (std::getenv("PGCONNECT_TIMEOUT") == nullptr) parameters.push_back({"connect_timeout", "10"});
  parameters.push_back({"dbname", options_.conninfo.c_str()});
  parameters.push_back({"client_encoding", "UTF8"});
  std::vector<const char*> keywords;
  std::vector<const char*> values;
  for (const Parameter& parameter : parameters) {
    keywords.push_back(parameter.keyword);
    values.push_back(parameter.value);
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);
  ARROW_RETURN_NOT_OK(options_.stop.Poll());
  connection_ = pq_.PQconnectdbParams(keywords.data(), values.data(), /*expand_dbname=*/1);
  if (connection_ == nullptr) return arrow::Status::OutOfMemory("no memory for a connection");
  if (pq_.PQstatus(connection_) != CONNECTION_OK) return LastError();
  // Notices are for people at a prompt; libpq would print them.
  pq_.PQsetNoticeProcessor(
      connection_, [](void*, const char*) {}, nullptr);
  if (pq_.PQsetnonblocking(connection_, 1) != 0) return LastError();
  return arrow::Status::OK();
}

arrow::Status Connection::PrepareSession() {
  if (server_version() < 100'000) {
    return arrow::Status::NotImplemented(
        fmt::format("{}: its version is {}; PostgreSQL 10 or newer is needed", name(),
                    pq_.PQparameterStatus(connection_, "server_version")));
  }
  ARROW_RETURN_NOT_OK(ApplySettings(/*search_path=*/true));
  ARROW_ASSIGN_OR_RAISE(const auto rows, Query("SHOW search_path"));
  search_path_ = rows.at(0).at(0).value_or("");
  ARROW_RETURN_NOT_OK(
      Execute(fmt::format("SET search_path = '';"
                          "SET DateStyle = 'ISO, YMD';"
                          "SET IntervalStyle = 'postgres';"
                          "SET TimeZone = 'UTC';"
                          "SET extra_float_digits = 3;"
                          "SET bytea_output = 'hex';"
                          "SET xmlbinary = 'base64';"
                          "SET standard_conforming_strings = on;"
                          // One row order in each run.
                          "SET synchronize_seqscans = off;"
                          // An error rather than rows that are left out in silence.
                          "SET row_security = off;"
                          // A session that keeps a snapshot has nothing else to do.
                          "SET idle_in_transaction_session_timeout = 0;"
                          "SET lock_timeout = {};"
                          "SET default_transaction_read_only = {}",
                          options_.lock_timeout_ms, options_.read_only ? "on" : "off")));
  return ApplySettings(/*search_path=*/false);
}

arrow::Status Connection::ApplySettings(bool search_path) {
  for (const auto& [name, value] : options_.settings) {
    if (IsNamed(name, "client_encoding")) {
      return arrow::Status::Invalid("client_encoding can't be set: it is always UTF-8");
    }
    if (IsNamed(name, "search_path") != search_path) continue;
    ARROW_ASSIGN_OR_RAISE(const std::string quoted_name, QuoteLiteral(name));
    ARROW_ASSIGN_OR_RAISE(const std::string quoted_value, QuoteLiteral(value));
    ARROW_RETURN_NOT_OK(Execute(fmt::format("SELECT pg_catalog.set_config({}, {}, false)",
                                            quoted_name, quoted_value))
                            .status());
  }
  return arrow::Status::OK();
}

arrow::Result<int64_t> Connection::Execute(const std::string& sql) {
  ARROW_ASSIGN_OR_RAISE(const Result result, Run(sql));
  return std::strtoll(pq_.PQcmdTuples(result.get()), nullptr, 10);
}

arrow::Result<std::vector<Connection::Row>> Connection::Query(const std::string& sql) {
  ARROW_ASSIGN_OR_RAISE(const Result result, Run(sql));
  const int columns = pq_.PQnfields(result.get());
  std::vector<Row> rows(pq_.PQntuples(result.get()));
  for (size_t i = 0; i < rows.size(); ++i) {
    const int row = static_cast<int>(i);
    for (int column = 0; column < columns; ++column) {
      std::optional<std::string>& value = rows[i].emplace_back();
      if (pq_.PQgetisnull(result.get(), row, column) != 0) continue;
      value.emplace(pq_.PQgetvalue(result.get(), row, column),
                    pq_.PQgetlength(result.get(), row, column));
    }
  }
  return rows;
}

arrow::Result<std::vector<Connection::ResultColumn>> Connection::Describe(const std::string& sql) {
  ARROW_ASSIGN_OR_RAISE(const Result result, Run(sql));
  std::vector<ResultColumn> columns;
  for (int i = 0; i < pq_.PQnfields(result.get()); ++i) {
    columns.push_back(
        {pq_.PQfname(result.get(), i), pq_.PQftype(result.get(), i), pq_.PQfmod(result.get(), i)});
  }
  return columns;
}

arrow::Status Connection::StartCopy(const std::string& sql) {
  ARROW_ASSIGN_OR_RAISE(const Result result, Run(sql));
  const ExecStatusType status = pq_.PQresultStatus(result.get());
  if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT) return arrow::Status::OK();
  return arrow::Status::Invalid("not a COPY: ", sql);
}

arrow::Result<int64_t> Connection::FinishCopy() {
  int64_t rows = 0;
  while (true) {
    ARROW_ASSIGN_OR_RAISE(const Result result, NextResult());
    if (result == nullptr) return rows;
    ARROW_RETURN_NOT_OK(Check(result));
    rows = std::strtoll(pq_.PQcmdTuples(result.get()), nullptr, 10);
  }
}

arrow::Result<Connection::Result> Connection::Run(const std::string& sql) {
  ARROW_RETURN_NOT_OK(options_.stop.Poll());
  if (pq_.PQsendQuery(connection_, sql.c_str()) == 0) return LastError();
  arrow::Status failed;
  Result last(nullptr, {&pq_});
  while (true) {
    ARROW_ASSIGN_OR_RAISE(Result result, NextResult());
    if (result == nullptr) break;
    const ExecStatusType status = pq_.PQresultStatus(result.get());
    // The next result comes when the copying is done.
    if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT) return result;
    if (failed.ok()) failed = Check(result);
    last = std::move(result);
  }
  ARROW_RETURN_NOT_OK(failed);
  if (last == nullptr) return LastError();
  return last;
}

arrow::Result<Connection::Result> Connection::NextResult() {
  while (true) {
    const int unsent = pq_.PQflush(connection_);
    if (unsent < 0) return LastError();
    if (unsent == 0 && pq_.PQisBusy(connection_) == 0) break;
    if (arrow::Status status = Wait(unsent > 0); !status.ok()) {
      // What was asked for is given up, so that the session can be used for a rollback.
      if (status.IsCancelled()) (void)Cancel();
      return status;
    }
    if (pq_.PQconsumeInput(connection_) == 0) return LastError();
  }
  return Result(pq_.PQgetResult(connection_), {&pq_});
}

arrow::Status Connection::Wait(bool to_write) {
  while (true) {
    ARROW_RETURN_NOT_OK(options_.stop.Poll());
    pollfd descriptor = {pq_.PQsocket(connection_),
                         static_cast<short>(POLLIN | (to_write ? POLLOUT : 0)), 0};
    if (descriptor.fd < 0) return arrow::Status::IOError("the connection to the server is closed");
    const int ready = poll(&descriptor, 1, kPollMilliseconds);
    if (ready > 0) return arrow::Status::OK();
    if (ready < 0 && errno != EINTR) return arrow::Status::IOError("poll failed");
  }
}

void Connection::RequestCancel() {
  PGcancel* cancel = pq_.PQgetCancel(connection_);
  if (cancel == nullptr) return;
  std::array<char, 256> error{};
  (void)pq_.PQcancel(cancel, error.data(), static_cast<int>(error.size()));
  pq_.PQfreeCancel(cancel);
}

arrow::Status Connection::Cancel() {
  RequestCancel();
  const Clock::time_point deadline = Clock::now() + kCancelTimeout;
  while (true) {
    if (pq_.PQisBusy(connection_) != 0) {
      if (Clock::now() > deadline) return arrow::Status::IOError("the server does not stop");
      pollfd descriptor = {pq_.PQsocket(connection_), POLLIN, 0};
      if (descriptor.fd < 0) return LastError();
      (void)poll(&descriptor, 1, kPollMilliseconds);
      if (pq_.PQconsumeInput(connection_) == 0) return LastError();
      continue;
    }
    const Result result(pq_.PQgetResult(connection_), {&pq_});
    if (result == nullptr) return arrow::Status::OK();
    const ExecStatusType status = pq_.PQresultStatus(result.get());
    if (status == PGRES_COPY_IN) (void)pq_.PQputCopyEnd(connection_, "cancelled");
    if (status != PGRES_COPY_OUT) continue;
    char* row = nullptr;
    for (int length; (length = pq_.PQgetCopyData(connection_, &row, /*async=*/1)) >= 0;) {
      if (length > 0) {
        pq_.PQfreemem(row);
        continue;
      }
      if (Clock::now() > deadline) return arrow::Status::IOError("the server does not stop");
      pollfd descriptor = {pq_.PQsocket(connection_), POLLIN, 0};
      (void)poll(&descriptor, 1, kPollMilliseconds);
      if (pq_.PQconsumeInput(connection_) == 0) return LastError();
    }
  }
}

arrow::Status Connection::Check(const Result& result) const {
  switch (pq_.PQresultStatus(result.get())) {
    case PGRES_EMPTY_QUERY:
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_COPY_IN:
    case PGRES_COPY_OUT:
      return arrow::Status::OK();
    default:
      return ServerError(pq_, result.get());
  }
}

arrow::Status Connection::LastError() {
  const std::string message = OneLine(pq_.PQerrorMessage(connection_));
  if (message.empty()) return arrow::Status::IOError(name(), ": the connection is lost");
  return arrow::Status::IOError(name(), ": ", WithoutPassword(message));
}

std::string Connection::WithoutPassword(std::string message) const {
  const char* password = pq_.PQpass(connection_);
  return Redacted(std::move(message), password == nullptr ? "" : password);
}

arrow::Result<std::string> Connection::QuoteIdentifier(std::string_view name) {
  // libpq would stop at a zero byte.
  char* quoted = name.find('\0') == std::string_view::npos
                     ? pq_.PQescapeIdentifier(connection_, name.data(), name.size())
                     : nullptr;
  if (quoted == nullptr) return arrow::Status::Invalid("PostgreSQL can't have such a name");
  std::string text = quoted;
  pq_.PQfreemem(quoted);
  return text;
}

arrow::Result<std::string> Connection::QuoteLiteral(std::string_view literal) {
  char* quoted = literal.find('\0') == std::string_view::npos
                     ? pq_.PQescapeLiteral(connection_, literal.data(), literal.size())
                     : nullptr;
  if (quoted == nullptr) return arrow::Status::Invalid("PostgreSQL can't have such a text");
  std::string text = quoted;
  pq_.PQfreemem(quoted);
  return text;
}

int Connection::server_version() const { return pq_.PQserverVersion(connection_); }

std::string Connection::name() const {
  const auto part = [](const char* text) { return text == nullptr ? "" : text; };
  const std::string port = part(pq_.PQport(connection_));
  return fmt::format("postgres://{}@{}{}{}/{}", part(pq_.PQuser(connection_)),
                     part(pq_.PQhost(connection_)), port.empty() ? "" : ":", port,
                     part(pq_.PQdb(connection_)));
}

}  // namespace quiver::postgres
