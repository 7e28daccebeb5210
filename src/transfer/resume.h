#pragma once

#include <string>

#include <arrow/result.h>

#include "quiver/sink.h"
#include "quiver/source.h"
#include "quiver/transfer.h"
#include "transfer/opened_tables.h"

namespace quiver {

/// A line that is the same only for a run that would write the same tables, partitions and rows:
/// the source's own fingerprint and every option that changes what is written.
arrow::Result<std::string> RunFingerprint(Source& source, const TransferOptions& options);

/// One line about what an interrupted run had done already, for example "resuming: 3 of 5 tables
/// were complete, flights goes on at partition 12 of 40".
std::string DescribeResumption(const OpenedTables& opened, const Sink& sink);

}  // namespace quiver
