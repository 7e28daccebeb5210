#include "databases/duckdb/connection.h"

#include <algorithm>
#include <mutex>
#include <string_view>

// The Maven build of DuckDB 2.0 does not export it.
extern "C" __attribute__((weak)) void duckdb_destroy_arrow_options(duckdb_arrow_options*);

namespace quiver::duckdb {
namespace {

void DestroyArrowOptions(duckdb_arrow_options* options) {
  if (*options == nullptr) return;
  if (duckdb_destroy_arrow_options != nullptr) return duckdb_destroy_arrow_options(options);
  // Nothing can free them: some hundred bytes for each connection that reads. What a leak checker
  // finds here is no news.
  static std::mutex mutex;
  static auto* const kept = new std::vector<duckdb_arrow_options>();
  const std::lock_guard<std::mutex> lock(mutex);
  kept->push_back(*options);
}

struct Result {
  ~Result() { duckdb_destroy_result(&result); }
  duckdb_result result = {};
};

std::string Quote(const std::string& text, char quote) {
  std::string quoted(1, quote);
  for (const char c : text) {
    if (c == quote) quoted += quote;
    quoted += c;
  }
  return quoted + quote;
}

arrow::Status Run(duckdb_connection connection, const std::string& sql, Result* result,
                  duckdb_error_type* kind) {
  if (duckdb_query(connection, sql.c_str(), &result->result) == DuckDBSuccess) {
    return arrow::Status::OK();
  }
  const char* message = duckdb_result_error(&result->result);
  *kind = duckdb_result_error_type(&result->result);
  return ErrorStatus(*kind, message == nullptr ? "unknown DuckDB error" : message);
}

std::optional<std::string> TextAt(duckdb_vector vector, idx_t row) {
  uint64_t* validity = duckdb_vector_get_validity(vector);
  if (!duckdb_validity_row_is_valid(validity, row)) return std::nullopt;
  auto& text = static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector))[row];
  return std::string(duckdb_string_t_data(&text), duckdb_string_t_length(text));
}

}  // namespace

std::string OneLine(std::string message) {
  // Stack traces, candidate lists and the statement with its caret come after the first line.
  message.resize(std::min(message.find('\n'), message.size()));
  const size_t prefix = message.find(" Error: ");
  if (prefix != std::string::npos && message.find_first_of(":\"'(") > prefix) {
    message.erase(0, prefix + std::string_view(" Error: ").size());
  }
  return message;
}

arrow::Status ErrorStatus(duckdb_error_type type, const std::string& message) {
  const std::string line = OneLine(message);
  switch (type) {
    case DUCKDB_ERROR_INTERRUPT:
      return arrow::Status::Cancelled("interrupted");
    case DUCKDB_ERROR_IO:
    case DUCKDB_ERROR_PERMISSION:
      return arrow::Status::IOError(line);
    case DUCKDB_ERROR_OUT_OF_MEMORY:
      return arrow::Status::OutOfMemory(line);
    default:
      return arrow::Status::Invalid(line);
  }
}

std::string QuoteIdentifier(const std::string& name) { return Quote(name, '"'); }
std::string QuoteLiteral(const std::string& text) { return Quote(text, '\''); }

arrow::Result<std::shared_ptr<Database>> Database::Open(const std::string& path,
                                                        const Settings& settings) {
  struct Config {
    ~Config() { duckdb_destroy_config(&config); }
    duckdb_config config = nullptr;
  } config;
  if (duckdb_create_config(&config.config) != DuckDBSuccess) {
    return arrow::Status::OutOfMemory("DuckDB has no memory for its settings");
  }
  for (const auto& [name, value] : settings) {
    if (duckdb_set_config(config.config, name.c_str(), value.c_str()) != DuckDBSuccess) {
      return arrow::Status::Invalid("DuckDB refuses the setting ", name, " = ", value);
    }
  }
  std::shared_ptr<Database> database(new Database());
  char* error = nullptr;
  if (duckdb_open_ext(path.c_str(), &database->database_, config.config, &error) != DuckDBSuccess) {
    const std::string message = error == nullptr ? "unknown DuckDB error" : error;
    duckdb_free(error);
    return arrow::Status::IOError(OneLine(message));
  }
  return database;
}

Database::~Database() {
  if (database_ != nullptr) duckdb_close(&database_);
}

arrow::Result<std::unique_ptr<Connection>> Connection::Open(std::shared_ptr<Database> database) {
  std::unique_ptr<Connection> connection(new Connection(std::move(database)));
  if (duckdb_connect(connection->database_->handle(), &connection->connection_) != DuckDBSuccess) {
    return arrow::Status::IOError("DuckDB gives no connection");
  }
  return connection;
}

duckdb_arrow_options Connection::arrow_options() {
  if (arrow_options_ == nullptr) duckdb_connection_get_arrow_options(connection_, &arrow_options_);
  return arrow_options_;
}

Connection::~Connection() {
  DestroyArrowOptions(&arrow_options_);
  if (connection_ != nullptr) duckdb_disconnect(&connection_);
}

arrow::Result<int64_t> Connection::Execute(const std::string& sql) {
  Result result;
  ARROW_RETURN_NOT_OK(Run(connection_, sql, &result, &last_error_));
  return static_cast<int64_t>(duckdb_rows_changed(&result.result));
}

arrow::Result<std::vector<Connection::Row>> Connection::Query(const std::string& sql) {
  Result result;
  ARROW_RETURN_NOT_OK(Run(connection_, sql, &result, &last_error_));
  const idx_t columns = duckdb_column_count(&result.result);
  for (idx_t column = 0; column < columns; ++column) {
    if (duckdb_column_type(&result.result, column) != DUCKDB_TYPE_VARCHAR) {
      return arrow::Status::TypeError("column ", column,
                                      " of a catalog query is not VARCHAR: ", sql);
    }
  }
  std::vector<Row> rows;
  while (duckdb_data_chunk chunk = duckdb_fetch_chunk(result.result)) {
    for (idx_t row = 0; row < duckdb_data_chunk_get_size(chunk); ++row) {
      Row& values = rows.emplace_back();
      for (idx_t column = 0; column < columns; ++column) {
        values.push_back(TextAt(duckdb_data_chunk_get_vector(chunk, column), row));
      }
    }
    duckdb_destroy_data_chunk(&chunk);
  }
  return rows;
}

}  // namespace quiver::duckdb
