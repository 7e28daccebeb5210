#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include <arrow/ipc/dictionary.h>
#include <arrow/ipc/options.h>
#include <arrow/ipc/writer.h>
#include <arrow/record_batch.h>
#include <arrow/result.h>
#include <arrow/type.h>

#include "formats/ipc/written_dictionary.h"

namespace quiver::ipc {

/// Which dictionary messages a batch needs before it.
class DictionaryWriter {
 public:
  /// Takes a message of the dictionary `id`.
  using WritePayload =
      std::function<arrow::Status(int64_t id, const arrow::ipc::IpcPayload& payload)>;

  /// `can_replace`: in a stream. In a file dictionaries only grow.
  DictionaryWriter(const arrow::Schema& schema, const arrow::ipc::IpcWriteOptions& options,
                   bool can_replace)
      : mapper_(schema), options_(options), can_replace_(can_replace) {}

  /// What an older part of the file has.
  void SetWritten(int64_t id, std::shared_ptr<arrow::Array> values);

  /// Writes what is missing for `batch`. The result is null, or `batch` with other indices, which
  /// then has to be written in its place.
  arrow::Result<std::shared_ptr<arrow::RecordBatch>> Write(const arrow::RecordBatch& batch,
                                                           const WritePayload& write);

  /// Writes a dictionary that was written before, and may have grown since, as a whole.
  arrow::Status WriteWhole(int64_t id, const WritePayload& write) const;

 private:
  struct Change {
    std::vector<int32_t> places;
    std::shared_ptr<arrow::Array> dictionary;
  };

  arrow::Status WriteDictionary(int64_t id, const std::shared_ptr<arrow::Array>& values,
                                const WritePayload& write);
  arrow::Status Emit(int64_t id, bool delta, const std::shared_ptr<arrow::Array>& values,
                     const WritePayload& write) const;
  arrow::Result<std::shared_ptr<arrow::ArrayData>> Apply(
      const std::shared_ptr<arrow::ArrayData>& column, std::vector<int>* path) const;

  const arrow::ipc::DictionaryFieldMapper mapper_;
  const arrow::ipc::IpcWriteOptions options_;
  const bool can_replace_;
  std::map<int64_t, WrittenDictionary> written_;
  std::map<int64_t, Change> changes_;  // for the batch being written
};

}  // namespace quiver::ipc
