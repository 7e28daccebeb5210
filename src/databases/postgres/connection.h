#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <arrow/result.h>
#include <arrow/status.h>
#include <arrow/util/cancel.h>

#include "databases/postgres/libpq.h"

namespace quiver::postgres {

/// How to reach a server, and what a session may do there.
struct ConnectOptions {
  /// A URI, or libpq's "key=value" text, or the name of a database. What it leaves open comes from
  /// the PG* environment, service files and .pgpass, as with every program that uses libpq.
  std::string conninfo;
  /// default_transaction_read_only.
  bool read_only = false;
  /// lock_timeout: how long to wait for a table that somebody else has locked.
  int64_t lock_timeout_ms = 5'000;
  /// Settings by name. Ours are fixed before, so that these may overrule them.
  std::vector<std::pair<std::string, std::string>> settings;
  /// Once requested, the statement that runs is cancelled, and every call returns Cancelled.
  arrow::StopToken stop = arrow::StopToken::Unstoppable();
};

/// One session. The settings that text depends on are fixed: UTF-8, ISO dates, UTC, shortest exact
/// floats, hexadecimal bytea; search_path is empty, so that every name has to be written with its
/// schema and the catalog's functions write them so.
///
/// Threads: one at a time.
/// Errors: as ServerError says; IOError for a lost connection; Cancelled. None has a password.
class Connection {
 public:
  /// Errors: IOError naming the server: no such host, wrong password, no such database.
  static arrow::Result<std::unique_ptr<Connection>> Open(const ConnectOptions& options);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Runs one or several statements. Returns the number of rows that the last one changed or gave.
  arrow::Result<int64_t> Execute(const std::string& sql);

  using Row = std::vector<std::optional<std::string>>;
  /// The rows of a query that is not large, as text.
  arrow::Result<std::vector<Row>> Query(const std::string& sql);

  struct ResultColumn {
    std::string name;
    uint32_t type;
    int32_t modifier;
  };
  /// Runs a statement and describes the columns of its rows.
  arrow::Result<std::vector<ResultColumn>> Describe(const std::string& sql);

  /// Begins `COPY ... TO STDOUT` or `COPY ... FROM STDIN`; the rest is done with `handle()`. Then
  /// FinishCopy.
  arrow::Status StartCopy(const std::string& sql);
  /// Reads the result of a COPY whose data has been read or sent to its end; the number of rows.
  arrow::Result<int64_t> FinishCopy();

  /// Waits until the server has sent something, or, with `to_write`, takes something. Errors:
  /// Cancelled.
  arrow::Status Wait(bool to_write = false);

  /// Asks the server to stop what it does, and does not wait.
  void RequestCancel();
  /// Asks the server to stop what it does, and waits until it has. After an error, the session is
  /// of no use any more.
  arrow::Status Cancel();

  /// Why the last call of libpq on `handle()` failed.
  arrow::Status LastError();

  /// "name" and 'text' as the server reads them. Errors: Invalid for what can't be a name or a text
  /// (a zero byte, invalid UTF-8).
  arrow::Result<std::string> QuoteIdentifier(std::string_view name);
  arrow::Result<std::string> QuoteLiteral(std::string_view text);

  /// 150018 for 15.18.
  int server_version() const;
  /// The search_path that this user has by itself.
  const std::string& search_path() const { return search_path_; }
  /// "postgres://user@host:port/database", for messages: never with a password.
  std::string name() const;

  /// libpq's buffer for what the server sends has been enlarged (see CopyRows).
  bool input_buffer_enlarged() const { return input_buffer_enlarged_; }
  void set_input_buffer_enlarged() { input_buffer_enlarged_ = true; }

  const arrow::StopToken& stop() const { return options_.stop; }
  const Libpq& pq() const { return pq_; }
  PGconn* handle() const { return connection_; }

 private:
  struct ClearResult {
    const Libpq* pq;
    void operator()(PGresult* result) const { pq->PQclear(result); }
  };
  using Result = std::unique_ptr<PGresult, ClearResult>;

  Connection(const Libpq& pq, ConnectOptions options) : pq_(pq), options_(std::move(options)) {}

  arrow::Status Connect();
  arrow::Status PrepareSession();
  /// Those settings of the options that are about the search_path, or all others.
  arrow::Status ApplySettings(bool search_path);
  /// The last result of `sql`, or its first error; with COPY, the state of copying.
  arrow::Result<Result> Run(const std::string& sql);
  arrow::Result<Result> NextResult();
  arrow::Status Check(const Result& result) const;
  std::string WithoutPassword(std::string message) const;

  const Libpq& pq_;
  const ConnectOptions options_;
  std::string search_path_;
  PGconn* connection_ = nullptr;
  bool input_buffer_enlarged_ = false;
};

}  // namespace quiver::postgres
