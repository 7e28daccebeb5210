#include "databases/duckdb/duckdb_source.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "databases/duckdb/arrow_form.h"
#include "databases/duckdb/catalog_reader.h"
#include "databases/duckdb/connection_pool.h"
#include "databases/duckdb/duckdb_table_stream.h"
#include "databases/duckdb/interval_check.h"
#include "databases/duckdb/open_errors.h"

namespace quiver {
namespace duckdb {
namespace {

arrow::Status CheckFile(const std::string& path) {
  struct stat status;
  if (stat(path.c_str(), &status) != 0 || access(path.c_str(), R_OK) != 0) {
    return arrow::Status::IOError("can't read ", path, ": ", std::strerror(errno));
  }
  if (S_ISDIR(status.st_mode))
    return arrow::Status::IOError("can't read ", path, ": it is a folder");
  return arrow::Status::OK();
}

Database::Settings EngineSettings(const Budget& budget) {
  return {
      // Whoever reads a partition does the work itself; views take the same way.
      {"threads", "1"},
      {"memory_limit", std::to_string(budget.engine_memory()) + "B"},
      {"temp_directory", ""},
      {"preserve_insertion_order", "true"},
      {"autoinstall_known_extensions", "false"},
      {"autoload_known_extensions", "false"},
  };
}

class DuckDbSource final : public Source {
 public:
  static arrow::Result<std::unique_ptr<Source>> Open(const std::string& path,
                                                     const SourceOptions& options) {
    ARROW_RETURN_NOT_OK(CheckFile(path));
    std::unique_ptr<DuckDbSource> source(new DuckDbSource(path, options));
    const arrow::Status attached = source->Attach();
    if (!attached.ok()) return OpenError(path, attached);
    return source;
  }

  arrow::Result<std::vector<TableInfo>> Tables() override {
    return ListTables(connection_.get(), options_.views);
  }

  arrow::Result<std::unique_ptr<TableStream>> OpenTable(const TableName& wanted) override;
  arrow::Result<std::unique_ptr<TableStream>> OpenQuery(const std::string& sql,
                                                        const TableName& name) override;
  arrow::Result<std::string> Fingerprint() override;

 private:
  DuckDbSource(std::string path, const SourceOptions& options)
      : path_(std::move(path)), options_(options) {}

  arrow::Status Attach() {
    ARROW_ASSIGN_OR_RAISE(const auto database,
                          Database::Open(":memory:", EngineSettings(options_.budget)));
    ARROW_ASSIGN_OR_RAISE(const auto first, Connection::Open(database));
    ARROW_RETURN_NOT_OK(first->Execute(fmt::format("ATTACH {} AS {} (TYPE duckdb, READ_ONLY)",
                                                   QuoteLiteral(path_), kSourceCatalog)));
    pool_ = std::make_shared<ConnectionPool>(database, [](Connection* connection) {
      ARROW_RETURN_NOT_OK(MakeConversionExact(connection));
      return connection->Execute(fmt::format("USE {}", kSourceCatalog)).status();
    });
    return pool_->Take().Value(&connection_);
  }

  ReadOptions read_options() const {
    return {options_.batch_rows, options_.most_batch_bytes(), options_.stop};
  }

  const std::string path_;
  const SourceOptions options_;
  std::shared_ptr<ConnectionPool> pool_;
  std::shared_ptr<Connection> connection_;
};

arrow::Result<std::unique_ptr<TableStream>> DuckDbSource::OpenTable(const TableName& wanted) {
  ARROW_ASSIGN_OR_RAISE(const std::vector<TableInfo> tables, Tables());
  const TableName name{wanted.schema == "main" ? "" : wanted.schema, wanted.name};
  const auto found = std::find_if(tables.begin(), tables.end(),
                                  [&](const TableInfo& table) { return table.name == name; });
  if (found == tables.end()) return TableNotFound(wanted, tables, path_);

  const std::string table = SourceName(name);
  ARROW_ASSIGN_OR_RAISE(const auto schema,
                        QuerySchema(connection_.get(), "FROM " + table, name.ToString()));
  ARROW_ASSIGN_OR_RAISE(TableDescription description,
                        DescribeTable(connection_.get(), name, schema));
  ARROW_RETURN_NOT_OK(CheckIntervals(connection_.get(), table, description));
  const std::string select = SelectColumns(*schema, table);
  const auto connect = [pool = pool_] { return pool->Take(); };
  if (found->kind == TableInfo::Kind::kView || !HasRowNumbers(*schema)) {
    return std::make_unique<DuckDbTableStream>(std::move(description), select, -1, std::nullopt,
                                               connect, read_options());
  }
  ARROW_ASSIGN_OR_RAISE(
      const auto counts,
      connection_->Query("SELECT count(*)::VARCHAR, max(rowid)::VARCHAR FROM " + table));
  const int64_t num_rows = std::stoll(counts.at(0).at(0).value_or("0"));
  const int64_t last_row = std::stoll(counts.at(0).at(1).value_or("-1"));
  return std::make_unique<DuckDbTableStream>(std::move(description), select, num_rows,
                                             DuckDbTableStream::RowRange{0, last_row + 1}, connect,
                                             read_options());
}

arrow::Result<std::unique_ptr<TableStream>> DuckDbSource::OpenQuery(const std::string& sql,
                                                                    const TableName& name) {
  TableDescription description;
  description.name = name;
  ARROW_ASSIGN_OR_RAISE(description.schema, QuerySchema(connection_.get(), sql, name.ToString()));
  const std::string select = SelectColumns(*description.schema, "(" + sql + "\n)");
  ARROW_RETURN_NOT_OK(CheckIntervals(connection_.get(), "(" + sql + "\n)", description));
  return std::make_unique<DuckDbTableStream>(
      std::move(description), select, -1, std::nullopt, [pool = pool_] { return pool->Take(); },
      read_options());
}

arrow::Result<std::string> DuckDbSource::Fingerprint() {
  // As long as the file is open nobody changes it; before and after, every change moves its time.
  std::string fingerprint = "duckdb";
  for (const std::string& file : {path_, path_ + ".wal"}) {
    struct stat status;
    if (stat(file.c_str(), &status) != 0) continue;
    fingerprint += fmt::format(" {}:{}:{}.{:09}", status.st_ino, status.st_size,
                               status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
  }
  return fingerprint;
}

}  // namespace
}  // namespace duckdb

arrow::Result<std::unique_ptr<Source>> OpenDuckDbSource(const std::string& path,
                                                        const SourceOptions& options) {
  return duckdb::DuckDbSource::Open(path, options);
}

}  // namespace quiver
