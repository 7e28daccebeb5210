#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "contract/source_contract.h"
#include "databases/postgres/postgres_source.h"
#include "databases/postgres/server.h"

namespace quiver::testing {
namespace {

// The database with the tables of SourceCase, made once; every test gets a copy.
const std::string& Original() {
  static const auto* const original = [] {
    const auto database = std::make_unique<PostgresDatabase>(
        "CREATE TABLE numbers AS SELECT i AS id, CASE WHEN i % 7 <> 6 THEN 'w' || i END AS word, "
        "i / 4.0::float8 AS value FROM generate_series(0::bigint, " +
        std::to_string(SourceCase::kNumbers - 1) +
        ") i;"
        "CREATE TABLE left_account AS SELECT i AS id, " +
        std::to_string(SourceCase::kTotal / SourceCase::kAccounts) +
        "::bigint AS amount FROM generate_series(1::bigint, " +
        std::to_string(SourceCase::kAccounts) +
        ") i;"
        "CREATE TABLE right_account (id bigint, amount bigint)");
    database->Run("CREATE DATABASE source_contract TEMPLATE " + database->name());
    return new std::string("source_contract");
  }();
  return *original;
}

// Of the test that runs now. The last one stays: its server is gone before the process is.
std::unique_ptr<PostgresDatabase>& Database() {
  static auto* const database = new std::unique_ptr<PostgresDatabase>();
  return *database;
}

}  // namespace

std::vector<SourceCase> PostgresSourceCases() {
  SourceCase c;
  c.name = "Postgres";
  c.create = [](const TemporaryDirectory&) {
    Database().reset();
    Database() = std::make_unique<PostgresDatabase>("", Original());
  };
  c.open = [](const TemporaryDirectory&, const SourceOptions& options) {
    return OpenPostgresSource(Database()->uri(), options);
  };
  c.move_rows = [](const TemporaryDirectory&, int round) {
    Database()->Run(
        "WITH moved AS (DELETE FROM left_account WHERE id % 100 = " + std::to_string(round % 100) +
        " RETURNING *) INSERT INTO right_account SELECT * FROM moved");
    return true;
  };
  c.add_bad_value = [](const TemporaryDirectory&) {
    Database()->Run(
        "ALTER TABLE numbers ADD COLUMN day date;"
        "UPDATE numbers SET day = 'infinity' WHERE id = 77");
  };
  c.bad_value_error = {"table numbers", "column \"day\"", "ctid (", "date infinity",
                       "--on-type-mismatch"};
  return {c};
}

}  // namespace quiver::testing
