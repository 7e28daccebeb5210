#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/conninfo.h"
#include "quiver/transfer.h"

namespace quiver::cli {

/// What the command line of pg2arrow asks for.
struct Pg2arrowOptions {
  ServerAddress server;
  bool ask_for_password = false;
  /// Either a query or a table.
  std::string command;
  std::string table;
  /// 0: as many as there are cores, for a table.
  int workers = 0;
  std::vector<std::string> parallel_keys;
  /// At most one of them.
  std::string output;
  std::string append;
  /// A file to describe, instead of all that.
  std::string dump;
  bool progress = false;
  /// Statistics, joins and settings go straight to where the library has them.
  TransferOptions transfer;
};

/// Describes the options to `app`; parsing fills in `options`.
void AddPg2arrowOptions(CLI::App& app, Pg2arrowOptions* options);

/// After parsing: what must not be, or must be, together. Throws CLI::ValidationError.
void CheckPg2arrowOptions(const Pg2arrowOptions& options);

}  // namespace quiver::cli
