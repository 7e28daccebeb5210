#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "contract/temporary_directory.h"
#include "quiver/sink.h"
#include "quiver/source.h"

namespace quiver::testing {

/// What a kind of sink brings to the suite in sink_contract_test.cc: how to open the one target in
/// a directory for writing, and what was written for reading.
struct SinkCase {
  std::string name;
  /// Where a target is not in the directory: makes it, before each test; what comes back is let go
  /// after the test.
  std::function<std::shared_ptr<void>()> prepare = [] { return nullptr; };
  std::function<arrow::Result<std::unique_ptr<Sink>>(const TemporaryDirectory&, const SinkOptions&)>
      open_sink;
  std::function<arrow::Result<std::unique_ptr<Source>>(const TemporaryDirectory&)> open_source;
  /// Whether rows can be added to what is there; else that is an error which changes nothing.
  bool can_append = true;
  /// Whether the rows come back in the order of the stream.
  bool keeps_order = true;
};

inline std::ostream& operator<<(std::ostream& out, const SinkCase& c) { return out << c.name; }

std::vector<SinkCase> DuckDbSinkCases();
std::vector<SinkCase> SqliteSinkCases();
std::vector<SinkCase> FileSinkCases();
std::vector<SinkCase> PostgresSinkCases();

}  // namespace quiver::testing
