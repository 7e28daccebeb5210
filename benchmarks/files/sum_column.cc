// The sum of one column of doubles, and what no such sum can beat: reading as many bytes of memory.
//
//   files_sum_column JOBS FILE COLUMN RUNS
//
// Prints one JSON object. "open_seconds": opening the file, and how many "rows" it says it has,
// without reading a row. "sum_seconds": the sum, and the "bytes" of the values that it touched; the
// first run, which maps the pages of the file into the process, and the median of all of them.
// "memory_seconds": adding up as many bytes that lie in memory already, in the same ways.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <arrow/array.h>
#include <arrow/record_batch.h>
#include <arrow/status.h>

#include "quiver/location.h"
#include "quiver/registry.h"
#include "quiver/source.h"
#include "quiver/table_stream.h"

namespace {

struct Sum {
  double value = 0;
  int64_t bytes = 0;

  Sum& operator+=(const Sum& other) {
    value += other.value;
    bytes += other.bytes;
    return *this;
  }
};

double SecondsOf(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// In as many chains as the processor adds at a time: one chain alone would wait for each addition.
double Add(const double* values, int64_t count) {
  constexpr int64_t kChains = 16;
  double chains[kChains] = {};
  int64_t i = 0;
  for (; i + kChains <= count; i += kChains) {
    for (int64_t j = 0; j < kChains; ++j) chains[j] += values[i + j];
  }
  for (; i < count; ++i) chains[0] += values[i];
  double sum = 0;
  for (const double chain : chains) sum += chain;
  return sum;
}

Sum AddArray(const arrow::DoubleArray& values) {
  Sum sum{0, values.length() * static_cast<int64_t>(sizeof(double))};
  if (values.null_count() == 0) {
    sum.value = Add(values.raw_values(), values.length());
    return sum;
  }
  for (int64_t i = 0; i < values.length(); ++i) {
    if (values.IsValid(i)) sum.value += values.Value(i);
  }
  return sum;
}

arrow::Result<Sum> AddPartition(quiver::TableStream& table, int64_t partition) {
  ARROW_ASSIGN_OR_RAISE(auto reader, table.OpenPartition(partition));
  Sum sum;
  std::shared_ptr<arrow::RecordBatch> batch;
  for (;;) {
    ARROW_RETURN_NOT_OK(reader->ReadNext(&batch));
    if (batch == nullptr) return sum;
    if (batch->column(0)->type_id() != arrow::Type::DOUBLE) {
      return arrow::Status::TypeError("the column is ", batch->column(0)->type()->ToString());
    }
    sum += AddArray(static_cast<const arrow::DoubleArray&>(*batch->column(0)));
  }
}

// Gives the numbers below `count` to `jobs` threads, each the next one, and adds what they return.
arrow::Result<Sum> AddAll(int jobs, int64_t count,
                          const std::function<arrow::Result<Sum>(int64_t)>& part) {
  std::atomic<int64_t> next = 0;
  std::vector<arrow::Result<Sum>> results(static_cast<size_t>(jobs), Sum());
  const auto work = [&](arrow::Result<Sum>* result) {
    for (int64_t i; result->ok() && (i = next++) < count;) {
      auto sum = part(i);
      *result = sum.ok() ? arrow::Result<Sum>(**result += *sum) : sum;
    }
  };
  std::vector<std::thread> threads;
  for (size_t i = 1; i < results.size(); ++i) threads.emplace_back(work, &results[i]);
  work(&results[0]);
  for (auto& thread : threads) thread.join();
  Sum sum;
  for (const auto& result : results) {
    ARROW_ASSIGN_OR_RAISE(const Sum part_sum, result);
    sum += part_sum;
  }
  return sum;
}

double Median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}

// Reads more memory than the processor's caches hold.
void EmptyCaches() {
  static const std::vector<double> something(size_t{1} << 27, 1.0);
  if (Add(something.data(), static_cast<int64_t>(something.size())) == 0) std::abort();
}

// Seconds of each run.
arrow::Result<std::vector<double>> Repeat(int runs, const std::function<arrow::Status()>& work) {
  std::vector<double> seconds;
  arrow::Status status;
  for (int i = 0; i < runs; ++i) {
    EmptyCaches();
    seconds.push_back(SecondsOf([&] { status = work(); }));
    ARROW_RETURN_NOT_OK(status);
  }
  return seconds;
}

arrow::Status Run(int jobs, const char* path, const char* column, int runs) {
  quiver::SourceOptions options;
  options.budget.jobs = jobs;
  std::unique_ptr<quiver::Source> source;
  std::unique_ptr<quiver::TableStream> table;
  const auto open = [&]() -> arrow::Status {
    table.reset();
    ARROW_ASSIGN_OR_RAISE(auto location, quiver::Location::Parse(path));
    ARROW_ASSIGN_OR_RAISE(source, quiver::OpenSource(location, options));
    ARROW_ASSIGN_OR_RAISE(auto infos, source->Tables());
    ARROW_ASSIGN_OR_RAISE(
        table, source->OpenScan(infos.at(0).name, {std::vector<std::string>{column}, {}}));
    return arrow::Status::OK();
  };
  ARROW_ASSIGN_OR_RAISE(const auto opened, Repeat(runs, open));
  const int64_t rows = table->num_rows();

  Sum sum;
  ARROW_ASSIGN_OR_RAISE(const auto summed, Repeat(runs, [&]() -> arrow::Status {
                          const auto part = [&](int64_t i) { return AddPartition(*table, i); };
                          ARROW_ASSIGN_OR_RAISE(sum, AddAll(jobs, table->num_partitions(), part));
                          return arrow::Status::OK();
                        }));

  constexpr int64_t kPart = 1 << 17;
  const std::vector<double> memory(static_cast<size_t>(sum.bytes) / sizeof(double), 1.0);
  const auto size = static_cast<int64_t>(memory.size());
  Sum of_memory;
  ARROW_ASSIGN_OR_RAISE(
      const auto remembered, Repeat(runs, [&]() -> arrow::Status {
        const auto part = [&](int64_t i) -> arrow::Result<Sum> {
          return Sum{Add(&memory[i * kPart], std::min(kPart, size - i * kPart)), 0};
        };
        ARROW_ASSIGN_OR_RAISE(of_memory, AddAll(jobs, (size + kPart - 1) / kPart, part));
        return arrow::Status::OK();
      }));
  if (of_memory.value != static_cast<double>(size)) {
    return arrow::Status::UnknownError("the memory was not read");
  }

  std::printf(
      "{\"rows\": %lld, \"sum\": %.2f, \"bytes\": %lld, \"open_seconds\": %.6f, "
      "\"first_sum_seconds\": %.6f, \"sum_seconds\": %.6f, \"memory_seconds\": %.6f}\n",
      static_cast<long long>(rows), sum.value, static_cast<long long>(sum.bytes), Median(opened),
      summed[0], Median(summed), Median(remembered));
  return arrow::Status::OK();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "usage: files_sum_column JOBS FILE COLUMN RUNS\n");
    return 2;
  }
  const arrow::Status status = Run(std::atoi(argv[1]), argv[2], argv[3], std::atoi(argv[4]));
  if (!status.ok()) std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}
