#include <memory>
#include <utility>

#include "quiver/registry.h"
#include "quiver/transfer.h"
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
  // Before the census: a target that can't be written should not cost a pass over the source.
  ARROW_ASSIGN_OR_RAISE(auto sink, OpenSink(target, run.sink));
  return RunCopy(*opened_source, *sink, run);
}

}  // namespace quiver
