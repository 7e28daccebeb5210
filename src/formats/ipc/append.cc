#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <arrow/extension_type.h>
#include <arrow/ipc/reader.h>
#include <arrow/ipc/writer.h>

#include "formats/ipc/batch_slicer.h"
#include "formats/ipc/block_message_reader.h"
#include "formats/ipc/ipc_file.h"
#include "formats/ipc/ipc_table_writer.h"

namespace quiver::ipc {
namespace {

// What differs first; empty when nothing does. Metadata may differ: the file's stays.
std::string FirstDifference(const arrow::Schema& old, const arrow::Schema& added) {
  const auto column = [](const arrow::Field& field) {
    return '"' + field.name() + "\" " + field.type()->ToString() +
           (field.nullable() ? "" : " not null");
  };
  for (int i = 0; i < old.num_fields() && i < added.num_fields(); ++i) {
    if (!old.field(i)->Equals(*added.field(i), /*check_metadata=*/false)) {
      return "its column " + std::to_string(i + 1) + " is " + column(*old.field(i)) + ", not " +
             column(*added.field(i));
    }
  }
  if (old.num_fields() == added.num_fields()) return "";
  return "it has " + std::to_string(old.num_fields()) + " columns, not " +
         std::to_string(added.num_fields());
}

// The dictionaries as the last batch sees them.
arrow::Result<arrow::ipc::DictionaryVector> ReadDictionaries(
    const std::shared_ptr<const IpcFile>& file) {
  const size_t batches = file->footer().batches.size();
  if (batches == 0 || file->footer().dictionaries.empty()) return arrow::ipc::DictionaryVector();
  auto messages = std::make_unique<BlockMessageReader>(file, std::vector<int>());
  messages->Request(batches - 1);
  ARROW_ASSIGN_OR_RAISE(auto reader,
                        arrow::ipc::RecordBatchStreamReader::Open(std::move(messages)));
  std::shared_ptr<arrow::RecordBatch> batch;
  ARROW_RETURN_NOT_OK(reader->ReadNext(&batch));
  ARROW_RETURN_NOT_OK(CheckValues(*batch));
  return arrow::ipc::CollectDictionaries(*batch,
                                         arrow::ipc::DictionaryFieldMapper(*file->schema()));
}

bool SameNumbers(const arrow::DataType& type, const arrow::ipc::DictionaryFieldMapper& ours,
                 const arrow::ipc::DictionaryFieldMapper& theirs, std::vector<int>* path) {
  if (type.id() == arrow::Type::EXTENSION) {
    const auto& storage = static_cast<const arrow::ExtensionType&>(type).storage_type();
    return SameNumbers(*storage, ours, theirs, path);
  }
  if (type.id() == arrow::Type::DICTIONARY &&
      ours.GetFieldId(*path).ValueOr(-1) != theirs.GetFieldId(*path).ValueOr(-2)) {
    return false;
  }
  for (int i = 0; i < type.num_fields(); ++i) {
    path->push_back(i);
    if (!SameNumbers(*type.field(i)->type(), ours, theirs, path)) return false;
    path->pop_back();
  }
  return true;
}

// Whether the dictionaries of a file have the numbers that Arrow C++ gives to those of its schema.
bool SameNumbers(const arrow::Schema& schema, const arrow::ipc::DictionaryFieldMapper& theirs) {
  const arrow::ipc::DictionaryFieldMapper ours(schema);
  for (int i = 0; i < schema.num_fields(); ++i) {
    std::vector<int> path = {i};
    if (!SameNumbers(*schema.field(i)->type(), ours, theirs, &path)) return false;
  }
  return ours.num_fields() == theirs.num_fields();
}

// Bytes of a local file, mapped: they go from the page cache to the page cache.
arrow::Status CopyBytes(arrow::io::RandomAccessFile& from, int64_t bytes,
                        arrow::io::OutputStream& to) {
  constexpr int64_t kStep = int64_t{8} << 20;
  for (int64_t done = 0; done < bytes;) {
    ARROW_ASSIGN_OR_RAISE(const auto part, from.ReadAt(done, std::min(kStep, bytes - done)));
    if (part->size() == 0) return arrow::Status::IOError("it ends before its footer");
    ARROW_RETURN_NOT_OK(to.Write(part));
    done += part->size();
  }
  return arrow::Status::OK();
}

arrow::Status CanAppend(const IpcFile& file, const arrow::Schema& added) {
  const auto refuse = [&](const std::string& why) {
    return arrow::Status::Invalid("can't append to ", file.path(), ": ", why);
  };
  const Footer& footer = file.footer();
  if (!footer.schema->is_native_endian()) {
    return refuse("it is in the other byte order; copy it to a new file first");
  }
  if (footer.version != arrow::ipc::MetadataVersion::V5) {
    return refuse("it is of an older version of the format; copy it to a new file first");
  }
  const std::string difference = FirstDifference(*file.schema(), added);
  if (!difference.empty()) return refuse(difference);
  arrow::ipc::DictionaryMemo numbers;
  ARROW_ASSIGN_OR_RAISE(const auto message,
                        arrow::ipc::Message::Open(footer.schema_message, nullptr));
  ARROW_RETURN_NOT_OK(arrow::ipc::ReadSchema(*message, &numbers).status());
  if (!SameNumbers(*file.schema(), numbers.fields())) {
    return refuse("its dictionaries are not numbered by column; copy it to a new file first");
  }
  return arrow::Status::OK();
}

}  // namespace

arrow::Result<std::unique_ptr<TableFileWriter>> IpcTableWriter::OpenAppender(
    const std::string& old, std::shared_ptr<arrow::io::OutputStream> file,
    const TableDescription& table, const SinkOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const auto old_file, IpcFile::Open(old));
  ARROW_RETURN_NOT_OK(CanAppend(*old_file, *table.schema));
  TableDescription description = table;
  description.schema = old_file->schema();
  ARROW_ASSIGN_OR_RAISE(auto writer, Make(Container::kFile, std::move(file), description, options));
  const arrow::Status copied = writer->CopyOld(old_file);
  if (!copied.ok()) return InFile(old, copied);
  return writer;
}

arrow::Status IpcTableWriter::CopyOld(const std::shared_ptr<const IpcFile>& file) {
  const Footer& footer = file->footer();
  ARROW_ASSIGN_OR_RAISE(const auto batches, file->ReadBatchFacts());
  ARROW_ASSIGN_OR_RAISE(const auto dictionaries, ReadDictionaries(file));
  for (const auto& [id, values] : dictionaries) dictionaries_.SetWritten(id, values);
  statistics_ = file->Statistics(batches);
  footer_.dictionaries = footer.dictionaries;
  footer_.batches = footer.batches;
  footer_.metadata = footer.metadata;

  // Up to the last message: the end of the stream, and the footer, come again.
  int64_t end = 0;
  for (const auto* blocks : {&footer.dictionaries, &footer.batches}) {
    for (const Block& block : *blocks) end = std::max(end, block.end());
  }
  if (end == 0) return WriteBegin();
  ARROW_RETURN_NOT_OK(CopyBytes(*file->input(), end, *file_));
  // No more than that: who reads the file as a stream takes four zeros for its end.
  constexpr int64_t kAlignment = 8;
  return file_->Write(std::string((kAlignment - end % kAlignment) % kAlignment, '\0'));
}

}  // namespace quiver::ipc
