#include "databases/duckdb/target_file.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "databases/duckdb/ddl.h"
#include "databases/duckdb/open_errors.h"

namespace quiver::duckdb {
namespace {

namespace fs = std::filesystem;

/// How DuckDB is set up for bulk loading within a budget.
Database::Settings EngineSettings(const std::string& path, const SinkOptions& options) {
  const Budget& budget = options.budget;
  Database::Settings settings = {
      {"threads", std::to_string(budget.jobs)},
      {"memory_limit", std::to_string(budget.engine_memory()) + "B"},
      {"temp_directory", path + ".tmp"},
      {"preserve_insertion_order", "true"},
      {"allow_unsigned_extensions", "true"},
      {"autoinstall_known_extensions", "false"},
      {"autoload_known_extensions", "false"},
      // One checkpoint at the end instead of one after every large commit.
      {"checkpoint_threshold", "1TB"},
  };
  if (!options.compression.empty()) settings["force_compression"] = "uncompressed";
  return settings;
}

arrow::Status CheckCompression(const std::string& compression) {
  if (compression.empty() || compression == "none") return arrow::Status::OK();
  return arrow::Status::Invalid(
      "DuckDB chooses the compression of each column itself, so "
      "--compression can only be none, not ",
      compression);
}

arrow::Status CheckExistingTarget(const std::string& target) {
  std::error_code error;
  if (fs::is_directory(target, error)) {
    return arrow::Status::IOError("can't write ", target, ": it is a folder");
  }
  if (!fs::is_regular_file(target, error)) {
    return arrow::Status::IOError("can't write ", target, ": it is not a regular file");
  }
  if (access(target.c_str(), R_OK | W_OK) != 0) {
    return arrow::Status::IOError("can't write ", target, ": ", std::strerror(errno));
  }
  return arrow::Status::OK();
}

}  // namespace

arrow::Result<std::unique_ptr<TargetFile>> TargetFile::Open(const std::string& target,
                                                            const SinkOptions& options) {
  ARROW_RETURN_NOT_OK(CheckCompression(options.compression));
  std::unique_ptr<TargetFile> file(new TargetFile());
  file->target_ = target;
  std::error_code error;
  const bool exists =
      fs::exists(target, error) && !(fs::is_regular_file(target) && fs::file_size(target) == 0);
  std::string path = target;
  if (exists) {
    ARROW_RETURN_NOT_OK(CheckExistingTarget(target));
  } else {
    ARROW_ASSIGN_OR_RAISE(file->partial_, PartialFile::Make(target, options.resume));
    path = file->partial_->path();
  }
  ARROW_RETURN_NOT_OK(file->OpenEngine(path, options));
  const arrow::Status attached = file->Attach(path);
  if (file->is_new()) file->partial_->Opened();
  if (!attached.ok()) return OpenError(target, attached);
  return file;
}

arrow::Status TargetFile::OpenEngine(const std::string& path, const SinkOptions& options) {
  ARROW_ASSIGN_OR_RAISE(database_, Database::Open(":memory:", EngineSettings(path, options)));
  ARROW_ASSIGN_OR_RAISE(connection_, Connection::Open(database_));
  return arrow::Status::OK();
}

arrow::Status TargetFile::Attach(const std::string& path, const std::string& attach_options) {
  ARROW_RETURN_NOT_OK(
      connection_->Execute(fmt::format("ATTACH {} AS {} (TYPE duckdb, READ_WRITE{})",
                                       QuoteLiteral(path), kTargetCatalog, attach_options)));
  return connection_->Execute(fmt::format("USE {}", kTargetCatalog)).status();
}

arrow::Status TargetFile::Detach() {
  ARROW_RETURN_NOT_OK(connection_->Execute("USE memory"));
  return connection_->Execute(fmt::format("DETACH {}", kTargetCatalog)).status();
}

arrow::Status TargetFile::UseSmallBlocks() {
  return partial_->Anew([this] { return Detach(); },
                        [this] { return Attach(partial_->path(), ", BLOCK_SIZE 16384"); });
}

void TargetFile::LeavePartial() {
  if (partial_ != nullptr) partial_->Leave();
}

arrow::Status TargetFile::Close() {
  ARROW_RETURN_NOT_OK(Detach());
  connection_.reset();
  database_.reset();
  std::error_code error;
  if (partial_ != nullptr && fs::exists(partial_->path() + ".wal", error)) {
    return arrow::Status::IOError("DuckDB could not write all of ", target_, "; is the disk full?");
  }
  return arrow::Status::OK();
}

arrow::Status TargetFile::Publish() {
  const arrow::Result<int64_t> checkpointed =
      connection_->Execute(fmt::format("CHECKPOINT {}", kTargetCatalog));
  if (!is_new()) {
    // What is committed is in the log already, where every DuckDB finds it.
    (void)Close();
    return arrow::Status::OK();
  }
  ARROW_RETURN_NOT_OK(checkpointed.status());
  return partial_->Publish([this] { return Close(); });
}

}  // namespace quiver::duckdb
