// The floor of reading: every partition of every table of a SQLite file as record batches, which
// are then dropped.
//
//   sqlite_decode_floor JOBS DATABASE
//
// Prints {"census_seconds": ..., "decode_seconds": ..., "rows": ...}: the pass that decides the
// types, and the pass that reads the rows.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>
#include <vector>

#include <arrow/record_batch.h>
#include <arrow/status.h>

#include "quiver/location.h"
#include "quiver/registry.h"
#include "quiver/source.h"
#include "quiver/table_stream.h"

namespace {

double SecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

arrow::Result<int64_t> ReadPartition(quiver::TableStream& table, int64_t partition) {
  ARROW_ASSIGN_OR_RAISE(auto reader, table.OpenPartition(partition));
  int64_t rows = 0;
  std::shared_ptr<arrow::RecordBatch> batch;
  for (;;) {
    ARROW_RETURN_NOT_OK(reader->ReadNext(&batch));
    if (batch == nullptr) return rows;
    rows += batch->num_rows();
  }
}

// The partitions of one table, each on the next thread that is free.
arrow::Result<int64_t> ReadTable(quiver::TableStream& table, int jobs) {
  std::atomic<int64_t> next = 0;
  std::vector<arrow::Result<int64_t>> results(jobs, int64_t{0});
  std::vector<std::thread> threads;
  for (auto& result : results) {
    threads.emplace_back([&] {
      for (int64_t i; result.ok() && (i = next++) < table.num_partitions();) {
        auto rows = ReadPartition(table, i);
        result = rows.ok() ? arrow::Result<int64_t>(*result + *rows) : rows;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  int64_t sum = 0;
  for (const auto& result : results) {
    ARROW_ASSIGN_OR_RAISE(int64_t rows, result);
    sum += rows;
  }
  return sum;
}

arrow::Status Run(int jobs, const char* path) {
  quiver::SourceOptions options;
  options.budget.jobs = jobs;
  ARROW_ASSIGN_OR_RAISE(auto location, quiver::Location::Parse(path));
  ARROW_ASSIGN_OR_RAISE(auto source, quiver::OpenSource(location, options));

  auto start = std::chrono::steady_clock::now();
  ARROW_ASSIGN_OR_RAISE(auto infos, source->Tables());
  std::vector<std::unique_ptr<quiver::TableStream>> tables;
  for (const auto& info : infos) {
    ARROW_ASSIGN_OR_RAISE(auto table, source->OpenTable(info.name));
    tables.push_back(std::move(table));
  }
  const double census = SecondsSince(start);

  start = std::chrono::steady_clock::now();
  int64_t rows = 0;
  for (const auto& table : tables) {
    ARROW_ASSIGN_OR_RAISE(int64_t more, ReadTable(*table, jobs));
    rows += more;
  }
  std::printf("{\"census_seconds\": %.4f, \"decode_seconds\": %.4f, \"rows\": %lld}\n", census,
              SecondsSince(start), static_cast<long long>(rows));
  return arrow::Status::OK();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: sqlite_decode_floor JOBS DATABASE\n");
    return 2;
  }
  const arrow::Status status = Run(std::atoi(argv[1]), argv[2]);
  if (!status.ok()) std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}
