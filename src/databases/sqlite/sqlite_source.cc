#include "databases/sqlite/sqlite_source.h"

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

#include "databases/sqlite/api_counted_table.h"
#include "databases/sqlite/counted_table_stream.h"
#include "databases/sqlite/page_counted_table.h"
#include "databases/sqlite/schema_reader.h"
#include "databases/sqlite/snapshot.h"
#include "databases/sqlite/table_estimate.h"

namespace quiver::sqlite {
namespace {

TableInfo::Kind InfoKind(DeclaredTable::Kind kind) {
  switch (kind) {
    case DeclaredTable::Kind::kView:
      return TableInfo::Kind::kView;
    case DeclaredTable::Kind::kVirtual:
      return TableInfo::Kind::kVirtualTable;
    default:
      return TableInfo::Kind::kTable;
  }
}

class SqliteSource : public Source {
 public:
  SqliteSource(std::unique_ptr<Snapshot> snapshot, std::vector<DeclaredTable> tables,
               SourceOptions options, ReadingPath reading)
      : snapshot_(std::move(snapshot)),
        tables_(std::move(tables)),
        options_(std::move(options)),
        reading_(reading) {}

  arrow::Result<std::vector<TableInfo>> Tables() override {
    std::vector<TableInfo> infos;
    for (const DeclaredTable& table : tables_) {
      if (table.kind == DeclaredTable::Kind::kView && !options_.views) continue;
      TableInfo info;
      info.name = table.description.name;
      info.kind = InfoKind(table.kind);
      if (table.root_page != 0) EstimateTable(*snapshot_, table, &info);
      infos.push_back(std::move(info));
    }
    return infos;
  }

  arrow::Result<std::unique_ptr<TableStream>> OpenTable(const TableName& name) override {
    const auto table = std::ranges::find_if(tables_, [&](const DeclaredTable& candidate) {
      return candidate.description.name == name;
    });
    if (table == tables_.end()) {
      ARROW_ASSIGN_OR_RAISE(std::vector<TableInfo> known, Tables());
      return TableNotFound(name, known, snapshot_->connection().path());
    }
    auto counted = Count(*table);
    if (!counted.ok()) return InTable(name.name, counted.status());
    return CountedTableStream::Make(*std::move(counted), options_);
  }

  arrow::Result<std::unique_ptr<TableStream>> OpenQuery(const std::string& sql,
                                                        const TableName& name) override {
    ARROW_ASSIGN_OR_RAISE(auto counted,
                          ApiCountedTable::OpenQuery(*snapshot_, sql, name, options_.stop));
    return CountedTableStream::Make(std::move(counted), options_);
  }

  arrow::Result<std::string> Fingerprint() override { return snapshot_->Fingerprint(); }

 private:
  arrow::Result<std::unique_ptr<CountedTable>> Count(const DeclaredTable& table) {
    if (reading_ == ReadingPath::kApi || !table.readable_by_page()) {
      return ApiCountedTable::Open(*snapshot_, table, options_.stop);
    }
    ARROW_RETURN_NOT_OK(snapshot_->Verify(table.root_page));
    return PageCountedTable::Open(*snapshot_, table, options_.budget.jobs, options_.stop);
  }

  const std::unique_ptr<Snapshot> snapshot_;
  const std::vector<DeclaredTable> tables_;
  const SourceOptions options_;
  const ReadingPath reading_;
};

}  // namespace
}  // namespace quiver::sqlite

namespace quiver {

arrow::Result<std::unique_ptr<Source>> OpenSqliteSource(const std::string& path,
                                                        const SourceOptions& options,
                                                        sqlite::ReadingPath reading) {
  using namespace sqlite;
  ARROW_ASSIGN_OR_RAISE(std::unique_ptr<Snapshot> snapshot,
                        Snapshot::Open(path, options.busy_timeout_ms, options.stop));
  ARROW_ASSIGN_OR_RAISE(std::vector<DeclaredTable> tables, ReadSchema(snapshot->connection()));
  return std::make_unique<SqliteSource>(std::move(snapshot), std::move(tables), options, reading);
}

}  // namespace quiver
