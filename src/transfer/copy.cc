#include <memory>
#include <utility>

#include "files/input.h"
#include "quiver/registry.h"
#include "quiver/transfer.h"
#include "transfer/restarting.h"
#include "transfer/resume.h"
#include "transfer/run_copy.h"
#include "transfer/same_file.h"
#include "transfer/select_tables.h"

namespace quiver {

arrow::Result<TransferReport> Copy(const Location& source, const Location& target,
                                   const TransferOptions& options) {
  ARROW_RETURN_NOT_OK(CheckNotSameFile(source, target));
  TransferOptions run = options;
  run.source = WithNamedViews(options.source, options.selection);
  ARROW_ASSIGN_OR_RAISE(auto opened_source, OpenSource(source, run.source));
  ARROW_ASSIGN_OR_RAISE(run.sink.fingerprint, RunFingerprint(*opened_source, run));
  const auto copy = [&]() -> arrow::Result<TransferReport> {
    // Before the census: a target that can't be written should not cost a pass over the source.
    ARROW_ASSIGN_OR_RAISE(auto sink, OpenSink(target, run.sink));
    auto report = RunCopy(*opened_source, *sink, run);
    if (!SchemaChanged::Is(report.status())) return report;
    if (IsStreamOnly(target.path)) {
      return arrow::Status::Invalid(report.status().message(), ", but ", target.path,
                                    " has the first rows already; write into a file");
    }
    run.progress->Note(report.status().message());
    return report;
  };
  return Restarting(copy);
}

}  // namespace quiver
