#include "transfer/run_copy.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "transfer/hash_rows.h"
#include "transfer/observed_stream.h"
#include "transfer/opened_tables.h"
#include "transfer/resume.h"

namespace quiver {
namespace {

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// One run from the open source to the commit. Each step is one function, in the order of Run().
class CopyRun {
 public:
  CopyRun(Source& source, Sink& sink, const TransferOptions& options)
      : source_(source), sink_(sink), options_(options), progress_(options.progress) {}

  arrow::Result<TransferReport> Run() {
    const Clock::time_point start = Clock::now();
    ARROW_RETURN_NOT_OK(OpenEverything());
    ARROW_RETURN_NOT_OK(sink_.Begin(opened_.Descriptions()));
    for (const std::string& note : sink_.Notes()) progress_->Note(note);
    if (options_.sink.resume) progress_->Note(DescribeResumption(opened_, sink_));
    progress_->PhaseStarted(RunPhase::kCopying, num_tables(), RowsToCopy());
    for (OpenedTable& table : opened_.tables) {
      ARROW_RETURN_NOT_OK(CopyTable(table));
      table.stream.reset();
    }
    if (options_.verify) ARROW_RETURN_NOT_OK(VerifyEverything());
    ARROW_RETURN_NOT_OK(options_.sink.stop.Poll());
    progress_->PhaseStarted(RunPhase::kCommitting, -1, -1);
    ARROW_RETURN_NOT_OK(sink_.Commit());
    report_.seconds = SecondsSince(start);
    return std::move(report_);
  }

 private:
  // What was written and has to come back when the target is read.
  struct Written {
    TableName name;
    RowHash hash;
    size_t report;  // its index
  };

  int64_t num_tables() const { return static_cast<int64_t>(opened_.tables.size()); }

  arrow::Status OpenEverything() {
    const auto stop_at_first = [](const TableName&, arrow::Status error) { return error; };
    ARROW_ASSIGN_OR_RAISE(opened_,
                          OpenTables(source_, options_.selection, progress_, stop_at_first));
    for (const std::string& note : opened_.notes) progress_->Note(note);
    if (opened_.tables.empty()) progress_->Note("there is no table to copy");
    ARROW_RETURN_NOT_OK(CheckNamesDiffer(opened_));
    return options_.sink.constraints ? SortByForeignKeys(&opened_) : arrow::Status::OK();
  }

  int64_t RowsToCopy() const {
    int64_t rows = 0;
    for (const OpenedTable& table : opened_.tables) {
      if (table.stream->num_rows() < 0) return -1;
      rows += table.stream->num_rows();
    }
    return rows;
  }

  arrow::Status CopyTable(OpenedTable& table) {
    const Clock::time_point start = Clock::now();
    TableReport report;
    report.name = table.description().name;
    report.not_carried = table.description().not_carried;
    report.skipped = sink_.ActionFor(report.name) == Sink::Action::kSkip;
    if (!report.skipped) {
      progress_->TableStarted(report.name, table.stream->num_rows());
      ARROW_ASSIGN_OR_RAISE(ObservedStream::Tally tally, WriteStream(*table.stream));
      report.rows = tally.rows;
      report.bytes = tally.bytes;
    }
    if (TableStream* quarantine = table.stream->quarantine()) {
      ARROW_RETURN_NOT_OK(CopyQuarantine(*quarantine, &report));
    }
    if (!report.skipped) progress_->TableFinished(report.name);
    report.seconds = SecondsSince(start);
    report_.tables.push_back(std::move(report));
    return arrow::Status::OK();
  }

  arrow::Status CopyQuarantine(TableStream& quarantine, TableReport* report) {
    if (sink_.ActionFor(quarantine.description().name) == Sink::Action::kSkip) {
      return arrow::Status::OK();
    }
    ARROW_ASSIGN_OR_RAISE(ObservedStream::Tally tally, WriteStream(quarantine));
    report->quarantined = tally.rows;
    return arrow::Status::OK();
  }

  // The tally counts the rows of an interrupted run, too; only their bytes are not known.
  arrow::Result<ObservedStream::Tally> WriteStream(TableStream& stream) {
    const TableName& name = stream.description().name;
    const int64_t first = std::min(sink_.FirstMissingPartition(name), stream.num_partitions());
    ObservedStream observed(
        &stream, options_.verify ? ObservedStream::Hashing::kOn : ObservedStream::Hashing::kOff,
        progress_);
    ARROW_RETURN_NOT_OK(sink_.Write(observed));
    ObservedStream::Tally tally = observed.TallyFrom(first);
    if (!tally.complete) {
      return arrow::Status::UnknownError(
          fmt::format("table {}: the target did not read every row", name.ToString()));
    }
    if (options_.verify) {
      ARROW_RETURN_NOT_OK(AddRowsOfInterruptedRun(stream, first, &tally.hash));
      written_.push_back({name, tally.hash, report_.tables.size()});
      tally.rows = tally.hash.rows;
    } else if (first > 0 && stream.num_rows() >= 0) {
      tally.rows = stream.num_rows();
    }
    return tally;
  }

  // What an earlier process wrote was not hashed by this one.
  arrow::Status AddRowsOfInterruptedRun(TableStream& stream, int64_t first, RowHash* hash) {
    if (first == 0) return arrow::Status::OK();
    ARROW_ASSIGN_OR_RAISE(
        const RowHash earlier,
        HashRows(stream, {0, first}, options_.sink.budget.jobs, SilentProgress()));
    hash->Add(earlier);
    return arrow::Status::OK();
  }

  arrow::Status VerifyEverything() {
    int64_t rows = 0;
    for (const Written& table : written_) rows += table.hash.rows;
    progress_->PhaseStarted(RunPhase::kVerifying, static_cast<int64_t>(written_.size()), rows);
    for (const Written& table : written_) {
      ARROW_RETURN_NOT_OK(VerifyTable(table));
      report_.tables[table.report].verified = true;
    }
    return arrow::Status::OK();
  }

  arrow::Status VerifyTable(const Written& written) {
    ARROW_ASSIGN_OR_RAISE(auto target, sink_.ReadBack(written.name));
    ARROW_ASSIGN_OR_RAISE(const RowHash found,
                          HashWholeTable(*target, options_.sink.budget.jobs, progress_));
    if (found == written.hash) return arrow::Status::OK();
    return arrow::Status::Invalid(fmt::format(
        "table {}: the target does not give back what was read: {} rows with hash {} were read, "
        "{} rows with hash {} came back; nothing was committed",
        written.name.ToString(), written.hash.rows, written.hash.ToString(), found.rows,
        found.ToString()));
  }

  Source& source_;
  Sink& sink_;
  const TransferOptions& options_;
  Progress* progress_;
  OpenedTables opened_;
  std::vector<Written> written_;
  TransferReport report_;
};

}  // namespace

arrow::Result<TransferReport> RunCopy(Source& source, Sink& sink, const TransferOptions& options) {
  return CopyRun(source, sink, options).Run();
}

}  // namespace quiver
