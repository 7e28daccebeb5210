#include "contract/sink_contract.h"
#include "databases/duckdb/duckdb_sink.h"
#include "databases/duckdb/duckdb_source.h"

namespace quiver::testing {

std::vector<SinkCase> DuckDbSinkCases() {
  SinkCase c;
  c.name = "DuckDb";
  c.open_sink = [](const TemporaryDirectory& directory, const SinkOptions& options) {
    return OpenDuckDbSink(directory.File("test.duckdb"), options);
  };
  c.open_source = [](const TemporaryDirectory& directory) {
    return OpenDuckDbSource(directory.File("test.duckdb"), {});
  };
  return {c};
}

}  // namespace quiver::testing
