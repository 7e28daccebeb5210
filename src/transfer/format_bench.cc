#include "quiver/format_bench.h"

#include <stdlib.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <optional>
#include <utility>

#include <arrow/array.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <arrow/type_traits.h>
#include <fmt/format.h>

#include "quiver/registry.h"
#include "quiver/transfer.h"
#include "transfer/partition_threads.h"
#include "transfer/restarting.h"

namespace quiver {
namespace {

namespace fs = std::filesystem;

struct Variant {
  const char* format;
  LocationKind kind;
  const char* codec;
  const char* ending;
};

constexpr Variant kVariants[] = {
    {"csv", LocationKind::kCsv, "none", ".csv"},
    {"parquet", LocationKind::kParquet, "snappy", ".parquet"},
    {"parquet", LocationKind::kParquet, "zstd", ".parquet"},
    {"arrow", LocationKind::kArrowFile, "none", ".arrow"},
    {"arrow", LocationKind::kArrowFile, "lz4", ".arrow"},
    {"arrow", LocationKind::kArrowFile, "zstd", ".arrow"},
};

class TemporaryFolder {
 public:
  static arrow::Result<TemporaryFolder> Make() {
    std::error_code error;
    const fs::path parent = fs::temp_directory_path(error);
    std::string name = (parent / "quiver-bench-XXXXXX").string();
    if (error || mkdtemp(name.data()) == nullptr) {
      return arrow::Status::IOError("can't make a folder in ", parent.string(),
                                    "; set TMPDIR to one that can be written");
    }
    return TemporaryFolder(name);
  }
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  std::string File(const std::string& name) const { return (path_ / name).string(); }

 private:
  explicit TemporaryFolder(fs::path path) : path_(std::move(path)) {}
  fs::path path_;
};

template <typename Run>
arrow::Result<double> SecondsOf(Run&& run) {
  const auto start = std::chrono::steady_clock::now();
  ARROW_RETURN_NOT_OK(run());
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double Median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

// Reads one word of each cache line, as anybody does who uses the values. Mapped files give their
// pages only then.
uint64_t Touch(const arrow::ArrayData& data) {
  uint64_t sum = 0;
  for (const auto& buffer : data.buffers) {
    if (buffer == nullptr || !buffer->is_cpu()) continue;
    for (int64_t at = 0; at + 8 <= buffer->size(); at += 64) {
      uint64_t word;
      std::memcpy(&word, buffer->data() + at, sizeof(word));
      sum += word;
    }
  }
  for (const auto& child : data.child_data) sum += Touch(*child);
  if (data.dictionary != nullptr) sum += Touch(*data.dictionary);
  return sum;
}

arrow::Status ReadEverything(const Location& file, const SourceOptions& options, const Scan& scan) {
  ARROW_ASSIGN_OR_RAISE(auto source, OpenSource(file, options));
  ARROW_ASSIGN_OR_RAISE(const auto tables, source->Tables());
  return Restarting([&]() -> arrow::Status {
    ARROW_ASSIGN_OR_RAISE(auto stream, source->OpenScan(tables.at(0).name, scan));
    std::atomic<uint64_t> sum{0};  // so that nothing is left out as useless
    const auto read = [&](int64_t, arrow::RecordBatchReader& reader) -> arrow::Status {
      for (std::shared_ptr<arrow::RecordBatch> batch;;) {
        ARROW_RETURN_NOT_OK(reader.ReadNext(&batch));
        if (batch == nullptr) return arrow::Status::OK();
        uint64_t of_batch = 0;
        for (const auto& column : batch->column_data()) of_batch += Touch(*column);
        sum.fetch_add(of_batch, std::memory_order_relaxed);
      }
    };
    return ReadPartitions(*stream, {0, stream->num_partitions()}, options.budget.jobs, read);
  });
}

class FormatBench {
 public:
  FormatBench(const FormatBenchOptions& options, const TemporaryFolder& folder)
      : options_(options), folder_(folder) {}

  arrow::Result<FormatBenchReport> Run(const Location& source) {
    ARROW_RETURN_NOT_OK(TakeTable(source));
    std::vector<Times> times(std::size(kVariants));
    for (int round = 0; round < options_.repeat; ++round) {
      for (size_t i = 0; i < std::size(kVariants); ++i) {
        if (times[i].refused) continue;
        ARROW_RETURN_NOT_OK(options_.source.stop.Poll());
        ARROW_RETURN_NOT_OK(Measure(kVariants[i], &times[i]));
      }
    }
    for (size_t i = 0; i < std::size(kVariants); ++i) {
      if (times[i].refused) continue;
      report_.formats.push_back({kVariants[i].format, kVariants[i].codec, times[i].bytes,
                                 Median(times[i].write), Median(times[i].read),
                                 Median(times[i].projected)});
    }
    return std::move(report_);
  }

 private:
  struct Times {
    std::vector<double> write;
    std::vector<double> read;
    std::vector<double> projected;
    int64_t bytes = 0;
    bool refused = false;
  };

  Location Base() const { return {LocationKind::kArrowFile, folder_.File("table.arrow")}; }

  TransferOptions Transfer() const {
    TransferOptions transfer;
    transfer.source = options_.source;
    transfer.sink.budget = options_.source.budget;
    transfer.sink.stop = options_.source.stop;
    transfer.sink.compression = "none";
    return transfer;
  }

  arrow::Status TakeTable(const Location& source) {
    TransferOptions transfer = Transfer();
    if (!options_.table.empty()) transfer.selection.tables = {options_.table};
    transfer.progress = options_.progress;
    ARROW_ASSIGN_OR_RAISE(const TransferReport copied, Copy(source, Base(), transfer));
    report_.table = copied.tables.at(0).name.ToString();
    report_.rows = copied.tables.at(0).rows;
    ARROW_ASSIGN_OR_RAISE(auto base, OpenSource(Base(), options_.source));
    ARROW_ASSIGN_OR_RAISE(const auto tables, base->Tables());
    ARROW_ASSIGN_OR_RAISE(const auto stream, base->OpenTable(tables.at(0).name));
    report_.num_columns = stream->schema()->num_fields();
    report_.projection = options_.projection;
    for (const auto& field : stream->schema()->fields()) {
      if (!report_.projection.empty()) break;
      if (arrow::is_fixed_width(field->type()->id())) report_.projection = {field->name()};
    }
    if (report_.projection.empty()) report_.projection = {stream->schema()->field(0)->name()};
    return arrow::Status::OK();
  }

  arrow::Status Measure(const Variant& variant, Times* times) {
    const Location file = {variant.kind, folder_.File(std::string("bench") + variant.ending)};
    TransferOptions transfer = Transfer();
    if (std::string_view(variant.codec) != "none") transfer.sink.compression = variant.codec;
    transfer.sink.if_exists = IfExists::kReplace;
    const auto written = SecondsOf([&] { return Copy(Base(), file, transfer).status(); });
    if (!written.ok() && times->write.empty() && !written.status().IsCancelled()) {
      options_.progress->Note(
          fmt::format("{}: left out: {}", variant.format, written.status().message()));
      times->refused = true;
      return arrow::Status::OK();
    }
    ARROW_RETURN_NOT_OK(written);
    times->write.push_back(*written);
    std::error_code error;
    times->bytes = static_cast<int64_t>(fs::file_size(file.path, error));
    ARROW_ASSIGN_OR_RAISE(const double read,
                          SecondsOf([&] { return ReadEverything(file, options_.source, {}); }));
    times->read.push_back(read);
    Scan scan;
    scan.columns = report_.projection;
    ARROW_ASSIGN_OR_RAISE(const double projected,
                          SecondsOf([&] { return ReadEverything(file, options_.source, scan); }));
    times->projected.push_back(projected);
    fs::remove(file.path, error);
    return arrow::Status::OK();
  }

  const FormatBenchOptions& options_;
  const TemporaryFolder& folder_;
  FormatBenchReport report_;
};

}  // namespace

arrow::Result<FormatBenchReport> BenchFormats(const Location& source,
                                              const FormatBenchOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const TemporaryFolder folder, TemporaryFolder::Make());
  return FormatBench(options, folder).Run(source);
}

}  // namespace quiver
