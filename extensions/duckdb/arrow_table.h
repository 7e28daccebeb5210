#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <arrow/io/interfaces.h>
#include <arrow/record_batch.h>
#include <arrow/result.h>

#include "quiver/predicate.h"

namespace quiver::duckdb_extension {

/// One scan's rows, in parts that threads read at the same time. Parts are numbered in the order of
/// the rows. May be used from any thread.
class ArrowScan {
 public:
  /// A part's rows, and what reading them takes: whole batches, and bytes of the file.
  struct Part {
    std::shared_ptr<arrow::RecordBatchReader> batches;
    int64_t num_batches = 0;
    int64_t bytes = 0;
  };

  virtual ~ArrowScan() = default;

  /// The next part that nobody has, without reading it; nothing when there is none left.
  virtual std::optional<int64_t> ClaimPart() = 0;
  /// Readers must be gone before their scan. Errors name the file, and where in it.
  virtual arrow::Result<Part> OpenPart(int64_t part) = 0;
  /// How many of the file's batches are left out.
  virtual int64_t batches_skipped() const { return 0; }
  /// Between 0 and 1.
  virtual double progress() const = 0;
};

/// The table in an Arrow IPC file or stream. May be used from any thread.
class ArrowTable {
 public:
  /// A file of this machine. What it is, its content says, not its name. Errors name the file.
  static arrow::Result<std::shared_ptr<ArrowTable>> Open(const std::string& path);

  /// The same of bytes that are elsewhere. Those in memory (where `input` reads without a copy)
  /// must stay there as long as the table and what was read of it; `name` is for messages.
  static arrow::Result<std::shared_ptr<ArrowTable>> OpenInput(
      const std::string& name, std::shared_ptr<arrow::io::RandomAccessFile> input);

  virtual ~ArrowTable() = default;

  virtual const std::shared_ptr<arrow::Schema>& schema() const = 0;
  /// -1 when it is not known without reading them.
  virtual int64_t num_rows() const = 0;
  /// These columns, each once, in the order of the schema. Batches for whose rows `predicate`,
  /// unless null, can't be true are left out where the file's statistics say so. The scan keeps
  /// what it needs of the table.
  virtual arrow::Result<std::unique_ptr<ArrowScan>> Scan(std::vector<int> columns,
                                                         const Predicate* predicate) = 0;
  /// All values of a column that is a dictionary; null where they are not known without reading the
  /// rows.
  virtual arrow::Result<std::shared_ptr<arrow::Array>> DictionaryOf(int) { return nullptr; }
  /// Whether everything that was read until now was there (guarded_mapping.h). Errors name the
  /// file.
  virtual arrow::Status CheckWhole() const { return arrow::Status::OK(); }
  /// Whether the file of this machine was changed or removed since it was opened.
  virtual bool has_changed() const { return false; }
  /// False once the rows were read of what can be read only once.
  virtual bool can_scan() const { return true; }
};

}  // namespace quiver::duckdb_extension
