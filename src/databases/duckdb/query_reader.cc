#include "databases/duckdb/query_reader.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <arrow/array/concatenate.h>
#include <arrow/util/byte_size.h>

#include "databases/duckdb/arrow_form.h"
#include "databases/duckdb/interrupt_watch.h"

namespace quiver::duckdb {
namespace {

/// A prepared statement and its result, which is fetched chunk by chunk.
class StreamingQuery {
 public:
  StreamingQuery() = default;
  StreamingQuery(const StreamingQuery&) = delete;
  StreamingQuery& operator=(const StreamingQuery&) = delete;
  ~StreamingQuery() {
    duckdb_destroy_result(&result_);
    duckdb_destroy_prepare(&statement_);
  }

  arrow::Status Run(Connection* connection, const std::string& sql) {
    if (duckdb_prepare(connection->handle(), sql.c_str(), &statement_) != DuckDBSuccess) {
      return arrow::Status::Invalid(OneLine(duckdb_prepare_error(statement_)));
    }
    if (duckdb_execute_prepared_streaming(statement_, &result_) != DuckDBSuccess) return Error();
    return arrow::Status::OK();
  }

  /// Null at the end.
  arrow::Result<duckdb_data_chunk> Next() {
    duckdb_data_chunk chunk = duckdb_fetch_chunk(result_);
    if (chunk == nullptr && duckdb_result_error(&result_) != nullptr) return Error();
    return chunk;
  }

  duckdb_result* result() { return &result_; }

 private:
  arrow::Status Error() {
    const char* message = duckdb_result_error(&result_);
    return ErrorStatus(duckdb_result_error_type(&result_),
                       message == nullptr || *message == 0 ? "unknown DuckDB error" : message);
  }

  duckdb_prepared_statement statement_ = nullptr;
  duckdb_result result_ = {};
};

class QueryReader final : public arrow::RecordBatchReader {
 public:
  QueryReader(std::shared_ptr<Connection> connection, std::shared_ptr<arrow::Schema> schema,
              const ReadOptions& options)
      : connection_(std::move(connection)), schema_(std::move(schema)), options_(options) {}

  arrow::Status Open(const std::string& sql, const std::string& table) {
    ARROW_RETURN_NOT_OK(options_.stop.Poll());
    watch_.emplace(connection_.get(), options_.stop);
    ARROW_RETURN_NOT_OK(query_.Run(connection_.get(), sql));
    ARROW_ASSIGN_OR_RAISE(form_, ArrowForm::Make(connection_.get(), query_.result(), table));
    return arrow::Status::OK();
  }

  std::shared_ptr<arrow::Schema> schema() const override { return schema_; }

  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) override {
    *batch = nullptr;
    std::vector<std::shared_ptr<arrow::RecordBatch>> pieces;
    int64_t rows = 0;
    int64_t bytes = 0;
    while (true) {
      if (held_ == nullptr) ARROW_RETURN_NOT_OK(Fetch());
      if (held_ == nullptr) break;
      const int64_t piece_rows = std::min(held_->num_rows(), options_.batch_rows);
      const int64_t piece_bytes = arrow::util::ReferencedBufferSize(*held_).ValueOr(0);
      if (rows > 0 &&
          (rows + piece_rows > options_.batch_rows || bytes + piece_bytes > options_.batch_bytes)) {
        break;
      }
      pieces.push_back(held_->Slice(0, piece_rows));
      held_ = piece_rows < held_->num_rows() ? held_->Slice(piece_rows) : nullptr;
      rows += piece_rows;
      bytes += piece_bytes;
    }
    if (pieces.empty()) return arrow::Status::OK();
    return Join(pieces, rows).Value(batch);
  }

 private:
  /// DuckDB's chunks have at most 2,048 rows.
  arrow::Status Fetch() {
    ARROW_RETURN_NOT_OK(options_.stop.Poll());
    ARROW_ASSIGN_OR_RAISE(duckdb_data_chunk chunk, query_.Next());
    if (chunk == nullptr) return arrow::Status::OK();
    auto converted = form_->Convert(chunk);
    duckdb_destroy_data_chunk(&chunk);
    return std::move(converted).Value(&held_);
  }

  arrow::Result<std::shared_ptr<arrow::RecordBatch>> Join(
      const std::vector<std::shared_ptr<arrow::RecordBatch>>& pieces, int64_t rows) const {
    arrow::ArrayVector columns;
    for (int column = 0; column < schema_->num_fields(); ++column) {
      arrow::ArrayVector parts;
      for (const auto& piece : pieces) parts.push_back(piece->column(column));
      if (parts.size() == 1) {
        columns.push_back(parts[0]);
      } else {
        ARROW_ASSIGN_OR_RAISE(columns.emplace_back(), arrow::Concatenate(parts));
      }
    }
    return arrow::RecordBatch::Make(schema_, rows, std::move(columns));
  }

  const std::shared_ptr<Connection> connection_;
  const std::shared_ptr<arrow::Schema> schema_;
  const ReadOptions options_;
  StreamingQuery query_;
  std::unique_ptr<ArrowForm> form_;
  // What of the last chunk did not fit into the last batch.
  std::shared_ptr<arrow::RecordBatch> held_;
  std::optional<InterruptWatch> watch_;
};

}  // namespace

arrow::Result<std::shared_ptr<arrow::Schema>> QuerySchema(Connection* connection,
                                                          const std::string& sql,
                                                          const std::string& table) {
  StreamingQuery query;
  ARROW_RETURN_NOT_OK(query.Run(connection, "SELECT * FROM (" + sql + "\n) LIMIT 0"));
  ARROW_ASSIGN_OR_RAISE(const auto form, ArrowForm::Make(connection, query.result(), table));
  return form->schema();
}

arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> OpenQueryReader(
    std::shared_ptr<Connection> connection, const std::string& sql, const std::string& table,
    std::shared_ptr<arrow::Schema> schema, const ReadOptions& options) {
  auto reader = std::make_unique<QueryReader>(std::move(connection), std::move(schema), options);
  ARROW_RETURN_NOT_OK(reader->Open(sql, table));
  return reader;
}

}  // namespace quiver::duckdb
