#include "databases/duckdb/read_back.h"

#include <utility>

#include <fmt/format.h>

#include "databases/duckdb/arrow_form.h"
#include "databases/duckdb/connection_pool.h"
#include "databases/duckdb/ddl.h"
#include "databases/duckdb/duckdb_table_stream.h"

namespace quiver::duckdb {
namespace {

constexpr int64_t kBatchRows = 122'880;

}  // namespace

arrow::Result<std::unique_ptr<TableStream>> OpenReadBack(const std::shared_ptr<Database>& database,
                                                         Connection* only,
                                                         const TableDescription& description,
                                                         std::optional<int64_t> last_rowid_before,
                                                         const Budget& budget,
                                                         arrow::StopToken stop) {
  const auto pool = std::make_shared<ConnectionPool>(database, MakeConversionExact);
  DuckDbTableStream::Connect connect = [pool] { return pool->Take(); };
  if (only != nullptr) {
    ARROW_RETURN_NOT_OK(MakeConversionExact(only));
    connect = [only] { return std::shared_ptr<Connection>(only, [](Connection*) {}); };
  }
  ARROW_ASSIGN_OR_RAISE(const auto connection, connect());
  const std::string table = QualifiedName(description.name);
  std::string select = SelectColumns(*description.schema, table);
  TableDescription read = description;
  ARROW_ASSIGN_OR_RAISE(read.schema,
                        QuerySchema(connection.get(), select, description.name.ToString()));
  std::optional<DuckDbTableStream::RowRange> rows;
  int64_t num_rows = -1;
  if (only == nullptr) {
    ARROW_ASSIGN_OR_RAISE(const auto counts,
                          connection->Query("SELECT count(*)::VARCHAR FROM " + table));
    num_rows = std::stoll(counts.at(0).at(0).value_or("0"));
    if (HasRowNumbers(*read.schema)) rows = DuckDbTableStream::RowRange{0, num_rows};
  } else if (last_rowid_before) {
    select += fmt::format(" WHERE rowid > {}", *last_rowid_before);
  }
  return std::make_unique<DuckDbTableStream>(
      std::move(read), std::move(select), num_rows, rows, std::move(connect),
      ReadOptions{kBatchRows, budget.batch_bytes(), std::move(stop)});
}

}  // namespace quiver::duckdb
