#include "databases/duckdb/table_writer.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include <arrow/type.h>
#include <fmt/format.h>

#include "databases/duckdb/distinct_texts.h"
#include "databases/duckdb/existing_tables.h"
#include "databases/duckdb/index_memory.h"
#include "databases/duckdb/interrupt_watch.h"
#include "databases/duckdb/partition_export.h"
#include "databases/duckdb/segment_size.h"

namespace quiver::duckdb {
namespace {

using Clock = std::chrono::steady_clock;

// Below this, checking each row against its keys as it comes is cheaper than another pass.
constexpr int64_t kRowsForKeysAfterwards = 100'000;

// What a small table, and an index however small, hold in memory until a checkpoint has written
// them: a block or three, of 256 KiB.
constexpr int64_t kLeastTableBytes = int64_t{256} << 10;
constexpr int64_t kLeastIndexBytes = int64_t{768} << 10;
constexpr int64_t kIndexBytesPerRow = 16;

// At least about how many rows come.
int64_t RowsOf(const TableDescription& table, const TableStream& stream) {
  return std::max<int64_t>(stream.num_rows() >= 0 ? stream.num_rows() : table.estimated_rows, 0);
}

// The memory that the machine has.
int64_t PhysicalMemory() { return int64_t{sysconf(_SC_PHYS_PAGES)} * sysconf(_SC_PAGE_SIZE); }

}  // namespace

void TableWriter::AddReferenced(const TableName& table) { referenced_.insert(CatalogKey(table)); }

arrow::Status TableWriter::Write(const TableDescription& table, bool created, TableStream* stream) {
  DdlOptions ddl = OptionsFor(*stream);
  int64_t begin = 0;
  if (!created) {
    // A file that was there may have a format that has no ZSTD.
    if (resume_ != nullptr && options_.compression.empty()) {
      ARROW_ASSIGN_OR_RAISE(ddl.zstd_columns, MostlyDistinctTexts(stream));
    }
    ARROW_RETURN_NOT_OK(Create(table, ddl));
  } else if (resume_ != nullptr && resume_->Find(table.name) != nullptr) {
    begin = resume_->Find(table.name)->next_partition;
  }
  ARROW_RETURN_NOT_OK(InsertFrom(begin, table, stream));
  return Finish(table, ddl, *stream);
}

arrow::Status TableWriter::Append(const TableDescription& table, TableStream* stream) {
  return InsertFrom(0, table, stream);
}

DdlOptions TableWriter::OptionsFor(const TableStream& stream) const {
  DdlOptions ddl;
  ddl.constraints = options_.constraints;
  const int64_t rows = stream.num_rows();
  const bool small = rows >= 0 ? rows < kRowsForKeysAfterwards : stream.num_partitions() <= 1;
  // In one transaction, keys of rows that are not committed would be checked at its end, where
  // nobody can tell which table an error is about.
  ddl.keys_in_table = small || resume_ == nullptr;
  return ddl;
}

arrow::Status TableWriter::Create(const TableDescription& table, const DdlOptions& ddl) {
  if (resume_ != nullptr && ddl.constraints && !table.foreign_keys.empty()) {
    // DuckDB finds a key that was added to a parent only once that is committed.
    ARROW_RETURN_NOT_OK(transaction_->Commit());
  }
  ARROW_RETURN_NOT_OK(transaction_->Ensure());
  ARROW_ASSIGN_OR_RAISE(const auto statements, CreateStatements(table, ddl));
  for (const std::string& sql : statements) {
    const arrow::Status status = Execute(sql);
    if (!status.ok()) return Explain(status, table.name);
  }
  if (resume_ != nullptr) resume_->Set(table.name, {});
  return arrow::Status::OK();
}

arrow::Status TableWriter::InsertFrom(int64_t begin, const TableDescription& table,
                                      TableStream* stream) {
  const int64_t partitions = stream->num_partitions();
  SegmentSize segment(options_.budget.jobs, WriteTransaction::kCommitInterval);
  ARROW_RETURN_NOT_OK(UseThreads(partitions - begin));
  while (begin < partitions) {
    ARROW_RETURN_NOT_OK(transaction_->Ensure());
    const int64_t end = resume_ != nullptr ? segment.End(begin, partitions) : partitions;
    const Clock::time_point started = Clock::now();
    ARROW_RETURN_NOT_OK(Insert(table, stream, begin, end));
    segment.Took(end - begin, Clock::now() - started);
    begin = end;
    if (resume_ == nullptr) continue;
    resume_->Set(table.name, {begin, false});
    if (!transaction_->IsDue()) continue;
    const arrow::Status status = transaction_->Commit();
    if (!status.ok()) return Explain(status, table.name);
  }
  return arrow::Status::OK();
}

arrow::Status TableWriter::Insert(const TableDescription& table, TableStream* stream, int64_t begin,
                                  int64_t end) {
  ARROW_ASSIGN_OR_RAISE(const auto rows,
                        PartitionExport::Make(extension_, stream, begin, end, options_.stop));
  const arrow::Status status =
      Execute(fmt::format("INSERT INTO {} {} SELECT * FROM {}", QualifiedName(table.name),
                          ColumnList(stream->schema()->field_names()), rows->sql()));
  ARROW_RETURN_NOT_OK(rows->first_error());
  return status.ok() ? status : Explain(status, table.name);
}

arrow::Status TableWriter::Finish(const TableDescription& table, const DdlOptions& ddl,
                                  const TableStream& stream) {
  const std::vector<LoadedStatement> statements = LoadedStatements(table, ddl);
  if (resume_ != nullptr && !statements.empty()) {
    // Only for rows that are committed does DuckDB build an index, and find what breaks it, now.
    ARROW_RETURN_NOT_OK(transaction_->Commit());
  }
  ARROW_RETURN_NOT_OK(transaction_->Ensure());
  ARROW_RETURN_NOT_OK(BuildIndexes(table, statements, RowsOf(table, stream)));
  if (resume_ == nullptr) return arrow::Status::OK();
  resume_->Set(table.name, {stream.num_partitions(), true});
  ARROW_RETURN_NOT_OK(LowerMemory());
  ARROW_RETURN_NOT_OK(FreeMemory(table, RowsOf(table, stream)));
  const bool key_must_be_visible =
      !ddl.keys_in_table && referenced_.contains(CatalogKey(table.name));
  if (key_must_be_visible || transaction_->IsDue()) return transaction_->Commit();
  return arrow::Status::OK();
}

/// DuckDB builds an index in memory only, so a big one may need more than the budget has. It gets
/// that, for as long as the building lasts, unless the budget was asked for by name.
arrow::Status TableWriter::BuildIndexes(const TableDescription& table,
                                        const std::vector<LoadedStatement>& statements,
                                        int64_t rows) {
  const int64_t usual = options_.budget.engine_memory();
  const bool may_grow = !options_.budget.strict && resume_ != nullptr && !statements.empty();
  const int64_t most = may_grow ? std::max(usual, PhysicalMemory() / 4 * 3) : usual;
  int64_t limit = usual;
  if (may_grow) {
    ARROW_ASSIGN_OR_RAISE(const int64_t needed, IndexMemory(connection_, table, rows));
    limit = std::clamp(needed, usual, most);
  }
  while (true) {
    if (limit > usual) ARROW_RETURN_NOT_OK(LimitMemory(limit));
    memory_raised_ = limit > usual;
    const arrow::Status built = ExecuteAll(table, statements);
    if (!built.IsOutOfMemory() || limit >= most) return built;
    limit = std::min(2 * limit, most);
    // Nothing but these statements is in the transaction.
    transaction_->Rollback();
    ARROW_RETURN_NOT_OK(transaction_->Ensure());
  }
}

/// Only what is written to the file can leave memory, so first comes a checkpoint. Where something
/// stays in memory all the same, so does the limit.
arrow::Status TableWriter::LowerMemory() {
  if (!memory_raised_) return arrow::Status::OK();
  memory_raised_ = false;
  ARROW_RETURN_NOT_OK(transaction_->Commit());
  ARROW_RETURN_NOT_OK(Execute(fmt::format("CHECKPOINT {}", kTargetCatalog)));
  (void)LimitMemory(options_.budget.engine_memory());
  return arrow::Status::OK();
}

arrow::Status TableWriter::ExecuteAll(const TableDescription& table,
                                      const std::vector<LoadedStatement>& statements) {
  for (const LoadedStatement& statement : statements) {
    const arrow::Status status = Execute(statement.sql);
    if (!status.ok()) return Explain(status, table.name, statement.what);
  }
  return arrow::Status::OK();
}

arrow::Status TableWriter::LimitMemory(int64_t bytes) {
  return Execute(fmt::format("SET memory_limit = '{}B'", bytes));
}

/// Small tables and indexes stay in memory until they are written: without this, a thousand tables
/// of ten rows would need as much as one of ten million.
arrow::Status TableWriter::FreeMemory(const TableDescription& table, int64_t rows) {
  unwritten_bytes_ += kLeastTableBytes;
  if (options_.constraints) {
    const size_t indexes = (table.primary_key.empty() ? 0 : 1) + table.unique.size() +
                           table.foreign_keys.size() + table.indexes.size();
    unwritten_bytes_ +=
        static_cast<int64_t>(indexes) * std::max(kLeastIndexBytes, rows * kIndexBytesPerRow);
  }
  if (unwritten_bytes_ < options_.budget.engine_memory() / 4) return arrow::Status::OK();
  unwritten_bytes_ = 0;
  ARROW_RETURN_NOT_OK(transaction_->Commit());
  return Execute(fmt::format("CHECKPOINT {}", kTargetCatalog));
}

/// More threads than partitions would only wait for each other at the end of each small table.
arrow::Status TableWriter::UseThreads(int64_t partitions) {
  const int threads = static_cast<int>(std::clamp<int64_t>(partitions, 1, options_.budget.jobs));
  if (threads == threads_) return arrow::Status::OK();
  threads_ = threads;
  return Execute(fmt::format("SET threads = {}", threads));
}

arrow::Status TableWriter::Execute(const std::string& sql) {
  const InterruptWatch watch(connection_, options_.stop);
  return connection_->Execute(sql).status();
}

/// DuckDB's error with the table, the constraint, and what one can do.
arrow::Status TableWriter::Explain(const arrow::Status& error, const TableName& table,
                                   const std::string& what) const {
  if (error.IsCancelled()) return error;
  const std::string subject =
      "table " + table.ToString() + (what.empty() ? "" : ", " + what) + ": ";
  std::string advice;
  if (error.IsOutOfMemory()) {
    advice = "; give it more with --memory";
    if (options_.constraints) advice += ", or use --no-constraints";
  } else if (options_.constraints &&
             (connection_->last_error() == DUCKDB_ERROR_CONSTRAINT || !what.empty())) {
    advice = "; --no-constraints copies the rows without keys and checks";
  }
  return error.WithMessage(subject, error.message(), advice);
}

}  // namespace quiver::duckdb
