// Quiver as a library, in one file: copies a SQLite database into a new DuckDB file, reads one
// table as Arrow record batches, and compares both databases.
//
//   copy_database SOURCE.sqlite TARGET.duckdb
//
// Built by examples/CMakeLists.txt, which works inside this repository and, as it stands, in a
// project of your own:
//   cmake -S examples -B build-example -DCMAKE_PREFIX_PATH=<where quiver is installed>

#include <cstdio>
#include <memory>

#include <arrow/record_batch.h>
#include <arrow/status.h>

#include "quiver/location.h"
#include "quiver/registry.h"
#include "quiver/source.h"
#include "quiver/table_stream.h"
#include "quiver/transfer.h"
#include "quiver/verify.h"

namespace {

// Errors are arrow::Status, as everywhere in Arrow C++: each message says what, where, and what to
// do about it.
arrow::Status CopyDatabase(const quiver::Location& source, const quiver::Location& target) {
  // Every option has a default; these are the ones that programs set most often. Both sides have a
  // budget: nothing outgrows it, however large the database is.
  quiver::TransferOptions options;
  options.source.budget.jobs = options.sink.budget.jobs = 2;
  options.source.budget.memory = options.sink.budget.memory = int64_t{256} << 20;
  options.sink.if_exists = quiver::IfExists::kReplace;
  options.verify = true;

  // One snapshot of all tables; all or nothing: after an error the target is as it was before.
  ARROW_ASSIGN_OR_RAISE(auto report, quiver::Copy(source, target, options));
  for (const auto& table : report.tables) {
    std::printf("%s: %lld rows\n", table.name.ToString().c_str(),
                static_cast<long long>(table.rows));
    // What the target can't have (a trigger, a collation, ...) is said, never dropped in silence.
    for (const auto& line : table.not_carried) std::printf("  not carried: %s\n", line.c_str());
  }
  return arrow::Status::OK();
}

// A source gives its tables as Arrow, whatever it is. Partitions may be read at the same time from
// several threads; read by number, they give the order of the source.
arrow::Status PrintTable(const quiver::Location& location, const quiver::TableName& name) {
  ARROW_ASSIGN_OR_RAISE(auto source, quiver::OpenSource(location, quiver::SourceOptions{}));
  ARROW_ASSIGN_OR_RAISE(auto table, source->OpenTable(name));
  std::printf("%s\n", table->schema()->ToString().c_str());
  for (int64_t partition = 0; partition < table->num_partitions(); ++partition) {
    ARROW_ASSIGN_OR_RAISE(auto reader, table->OpenPartition(partition));
    ARROW_ASSIGN_OR_RAISE(auto batches, reader->ToRecordBatches());
    for (const auto& batch : batches) std::printf("%s", batch->ToString().c_str());
  }
  return arrow::Status::OK();
}

arrow::Status Compare(const quiver::Location& source, const quiver::Location& target) {
  ARROW_ASSIGN_OR_RAISE(auto report, quiver::Verify(source, target, quiver::VerifyOptions{}));
  for (const auto& table : report.tables) {
    std::printf("%s: %s, row hash %s\n", table.name.ToString().c_str(),
                table.same() ? "the same" : "different", table.a.ToString().c_str());
    for (const auto& key : table.keys) std::printf("  differs: %s\n", key.key.c_str());
  }
  return report.same() ? arrow::Status::OK() : arrow::Status::Invalid("the databases differ");
}

arrow::Status Run(const char* source_path, const char* target_path) {
  // A location is what a person would type; its ending or the file's first bytes say what it is.
  ARROW_ASSIGN_OR_RAISE(auto source, quiver::Location::Parse(source_path));
  ARROW_ASSIGN_OR_RAISE(auto target, quiver::Location::Parse(target_path));
  ARROW_RETURN_NOT_OK(CopyDatabase(source, target));
  ARROW_RETURN_NOT_OK(PrintTable(source, {.schema = "", .name = "customer"}));
  return Compare(source, target);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: copy_database SOURCE.sqlite TARGET.duckdb\n");
    return 2;
  }
  const arrow::Status status = Run(argv[1], argv[2]);
  if (!status.ok()) std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}
