#include <memory>

#include "contract/sink_contract.h"
#include "databases/postgres/postgres_sink.h"
#include "databases/postgres/postgres_source.h"
#include "databases/postgres/server.h"

namespace quiver::testing {
namespace {

/// Of the database of the test that runs.
std::string& Uri() {
  static std::string uri;
  return uri;
}

SinkCase Case(const std::string& name, int jobs) {
  SinkCase c;
  c.name = name;
  c.keeps_order = jobs == 1;
  c.prepare = [] {
    auto database = std::make_shared<PostgresDatabase>();
    Uri() = database->uri();
    return database;
  };
  c.open_sink = [jobs](const TemporaryDirectory&, const SinkOptions& options) {
    SinkOptions with_jobs = options;
    with_jobs.budget.jobs = jobs;
    return OpenPostgresSink(Uri(), with_jobs);
  };
  c.open_source = [](const TemporaryDirectory&) { return OpenPostgresSource(Uri(), {}); };
  return c;
}

}  // namespace

std::vector<SinkCase> PostgresSinkCases() {
  return {Case("Postgres", 1), Case("PostgresOnThreeConnections", 3)};
}

}  // namespace quiver::testing
