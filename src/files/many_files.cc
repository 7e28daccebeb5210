#include "files/many_files.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <numeric>
#include <utility>

#include <arrow/array.h>
#include <arrow/compute/api_vector.h>
#include <arrow/datum.h>
#include <arrow/record_batch.h>
#include <arrow/type_traits.h>
#include <arrow/util/byte_size.h>
#include <fmt/format.h>

#include "core/projected_stream.h"
#include "files/folder_file.h"
#include "files/hive_path.h"
#include "files/ordered_writing.h"

namespace quiver {
namespace {

namespace fs = std::filesystem;

// Rows of one batch, by the folder that they belong into ("" without partition_by).
struct Rows final : TableFileWriter::Encoded {
  std::map<std::string, std::shared_ptr<arrow::RecordBatch>> by_folder;
  int64_t size = 0;
  int64_t bytes() const override { return size; }
};

// The files of one folder, of which the last one is open.
struct Folder {
  std::vector<std::shared_ptr<arrow::RecordBatch>> waiting;
  int64_t waiting_bytes = 0;
  std::unique_ptr<FolderFile> file;
  std::unique_ptr<TableFileWriter> writer;
  int64_t rows_in_file = 0;
  int64_t num_files = 0;
};

// The columns that the files hold, and those that their folders' names hold.
struct Columns {
  TableDescription in_files;
  std::vector<int> in_files_indices;
  std::vector<int> in_names;
};

arrow::Result<Columns> Divide(const TableDescription& table, const SinkOptions& options) {
  Columns columns;
  ARROW_ASSIGN_OR_RAISE(columns.in_names, FindColumns(table, options.partition_by));
  for (const int column : columns.in_names) {
    const arrow::Field& field = *table.schema->field(column);
    if (!arrow::is_nested(HiveType(field.type())->id())) continue;
    return arrow::Status::NotImplemented(
        fmt::format("table {}, column \"{}\": a folder's name can't hold values of {}; leave the "
                    "column out of --partition-by",
                    table.name.ToString(), field.name(), field.type()->ToString()));
  }
  for (int i = 0; i < table.schema->num_fields(); ++i) {
    if (std::ranges::find(columns.in_names, i) == columns.in_names.end()) {
      columns.in_files_indices.push_back(i);
    }
  }
  if (columns.in_files_indices.empty()) {
    return arrow::Status::Invalid("table ", table.name.ToString(),
                                  ": --partition-by leaves no column for the files themselves");
  }
  columns.in_files = ProjectDescription(table, columns.in_files_indices);
  return columns;
}

class ManyFiles {
 public:
  ManyFiles(const TableFileFormat& format, std::string root, std::string target,
            const SinkOptions& options, const Columns& columns)
      : format_(format),
        root_(std::move(root)),
        target_(std::move(target)),
        options_(options),
        columns_(columns) {}

  // From any thread: which row goes into which folder.
  arrow::Result<std::unique_ptr<TableFileWriter::Encoded>> Split(
      const std::shared_ptr<arrow::RecordBatch>& batch) const {
    auto rows = std::make_unique<Rows>();
    ARROW_ASSIGN_OR_RAISE(auto in_files, batch->SelectColumns(columns_.in_files_indices));
    in_files = arrow::RecordBatch::Make(columns_.in_files.schema, in_files->num_rows(),
                                        in_files->columns());
    ARROW_ASSIGN_OR_RAISE(rows->size, arrow::util::ReferencedBufferSize(*in_files));
    if (columns_.in_names.empty()) {
      rows->by_folder.emplace("", std::move(in_files));
      return rows;
    }
    ARROW_ASSIGN_OR_RAISE(const auto indices, RowsByFolder(*batch));
    for (const auto& [folder, of_folder] : indices) {
      if (static_cast<int64_t>(of_folder.size()) == batch->num_rows()) {
        rows->by_folder.emplace(folder, in_files);
        continue;
      }
      const arrow::Int64Array taken(of_folder.size(), arrow::Buffer::Wrap(of_folder));
      ARROW_ASSIGN_OR_RAISE(auto part,
                            arrow::compute::Take(arrow::Datum(in_files), arrow::Datum(taken.data()),
                                                 arrow::compute::TakeOptions::NoBoundsCheck()));
      rows->by_folder.emplace(folder, part.record_batch());
    }
    return rows;
  }

  // One at a time. Small pieces wait until they are worth a batch of their own.
  arrow::Status Add(std::unique_ptr<TableFileWriter::Encoded> encoded) {
    ARROW_RETURN_NOT_OK(options_.stop.Poll());
    auto& rows = static_cast<Rows&>(*encoded);
    for (auto& [name, batch] : rows.by_folder) {
      Folder& folder = folders_[name];
      ARROW_ASSIGN_OR_RAISE(const int64_t bytes, arrow::util::ReferencedBufferSize(*batch));
      folder.waiting.push_back(std::move(batch));
      folder.waiting_bytes += bytes;
      waiting_bytes_ += bytes;
      if (folder.waiting_bytes >= options_.budget.batch_bytes()) {
        ARROW_RETURN_NOT_OK(WriteWaiting(name, &folder));
      }
    }
    if (waiting_bytes_ < options_.budget.memory / 2) return arrow::Status::OK();
    for (auto& [name, folder] : folders_) ARROW_RETURN_NOT_OK(WriteWaiting(name, &folder));
    return arrow::Status::OK();
  }

  arrow::Result<std::vector<std::string>> Finish() {
    // A table without rows is a file all the same, so that its columns are known.
    if (folders_.empty() && columns_.in_names.empty()) {
      ARROW_RETURN_NOT_OK(OpenFile("", &folders_[""]));
    }
    for (auto& [name, folder] : folders_) {
      ARROW_RETURN_NOT_OK(WriteWaiting(name, &folder));
      ARROW_RETURN_NOT_OK(CloseFile(&folder));
    }
    return std::move(files_);
  }

 private:
  // Files that are open at once; with more folders, a folder gets several files.
  static constexpr int kMostOpenFiles = 200;

  // Column by column: each distinct value is named once, and a row's folder is the pair of its
  // folder so far and its value.
  arrow::Result<std::map<std::string, std::vector<int64_t>>> RowsByFolder(
      const arrow::RecordBatch& batch) const {
    std::vector<std::string> folders = {""};
    std::vector<size_t> folder_of(batch.num_rows(), 0);
    for (const int column : columns_.in_names) {
      const std::string& name = batch.schema()->field(column)->name();
      ARROW_ASSIGN_OR_RAISE(const auto values, DistinctValues(*batch.column(column)));
      std::map<std::pair<size_t, int64_t>, size_t> deeper;
      std::vector<std::string> deeper_folders;
      for (int64_t row = 0; row < batch.num_rows(); ++row) {
        const int64_t value = values->IsValid(row) ? values->GetValueIndex(row) : -1;
        const auto [found, is_new] =
            deeper.try_emplace({folder_of[row], value}, deeper_folders.size());
        if (is_new) {
          std::shared_ptr<arrow::Scalar> scalar = arrow::MakeNullScalar(values->type());
          if (value >= 0) {
            ARROW_ASSIGN_OR_RAISE(scalar, values->dictionary()->GetScalar(value));
          }
          ARROW_ASSIGN_OR_RAISE(const std::string folder, HiveFolder(name, *scalar));
          deeper_folders.push_back(folders[folder_of[row]] + folder + "/");
        }
        folder_of[row] = found->second;
      }
      folders = std::move(deeper_folders);
    }
    std::map<std::string, std::vector<int64_t>> rows;
    std::vector<std::vector<int64_t>*> rows_of;
    for (const std::string& folder : folders) rows_of.push_back(&rows[folder]);
    for (int64_t row = 0; row < batch.num_rows(); ++row) rows_of[folder_of[row]]->push_back(row);
    return rows;
  }

  static arrow::Result<std::shared_ptr<arrow::DictionaryArray>> DistinctValues(
      const arrow::Array& column) {
    std::shared_ptr<arrow::Array> values = arrow::MakeArray(column.data());
    if (column.type_id() == arrow::Type::DICTIONARY) {
      const auto& dictionary = static_cast<const arrow::DictionaryArray&>(column);
      ARROW_ASSIGN_OR_RAISE(values,
                            arrow::compute::Take(*dictionary.dictionary(), *dictionary.indices()));
    }
    ARROW_ASSIGN_OR_RAISE(const arrow::Datum encoded,
                          arrow::compute::DictionaryEncode(arrow::Datum(values)));
    return std::static_pointer_cast<arrow::DictionaryArray>(encoded.make_array());
  }

  arrow::Status WriteWaiting(const std::string& name, Folder* folder) {
    for (auto& batch : folder->waiting) ARROW_RETURN_NOT_OK(WriteRows(name, folder, *batch));
    folder->waiting.clear();
    waiting_bytes_ -= std::exchange(folder->waiting_bytes, 0);
    return arrow::Status::OK();
  }

  arrow::Status WriteRows(const std::string& name, Folder* folder,
                          const arrow::RecordBatch& batch) {
    for (int64_t row = 0; row < batch.num_rows();) {
      if (folder->writer == nullptr) ARROW_RETURN_NOT_OK(OpenFile(name, folder));
      int64_t rows = batch.num_rows() - row;
      if (options_.rows_per_file > 0) {
        rows = std::min(rows, options_.rows_per_file - folder->rows_in_file);
      }
      ARROW_ASSIGN_OR_RAISE(auto encoded, folder->writer->Encode(batch.Slice(row, rows)));
      ARROW_RETURN_NOT_OK(folder->writer->Append(std::move(encoded)));
      row += rows;
      folder->rows_in_file += rows;
      if (folder->rows_in_file == options_.rows_per_file) ARROW_RETURN_NOT_OK(CloseFile(folder));
    }
    return arrow::Status::OK();
  }

  arrow::Status OpenFile(const std::string& name, Folder* folder) {
    if (open_files_ >= kMostOpenFiles) {
      for (auto& other : folders_) ARROW_RETURN_NOT_OK(CloseFile(&other.second));
    }
    const fs::path path =
        fs::path(root_) / name / fmt::format("part-{:05}{}", folder->num_files++, format_.ending);
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error) return arrow::Status::IOError("can't write ", target_, ": ", error.message());
    ARROW_ASSIGN_OR_RAISE(folder->file, FolderFile::Make(path.string(), target_));
    ARROW_ASSIGN_OR_RAISE(folder->writer,
                          format_.open_writer(folder->file->stream(), columns_.in_files, options_));
    files_.push_back(path.string());
    ++open_files_;
    return arrow::Status::OK();
  }

  arrow::Status CloseFile(Folder* folder) {
    if (folder->writer == nullptr) return arrow::Status::OK();
    ARROW_RETURN_NOT_OK(folder->writer->Finish());
    ARROW_RETURN_NOT_OK(folder->file->Finish());
    folder->writer.reset();
    folder->file.reset();
    folder->rows_in_file = 0;
    --open_files_;
    return arrow::Status::OK();
  }

  const TableFileFormat& format_;
  const std::string root_;
  const std::string target_;
  const SinkOptions& options_;
  const Columns& columns_;
  std::map<std::string, Folder> folders_;
  int64_t waiting_bytes_ = 0;
  int open_files_ = 0;
  std::vector<std::string> files_;
};

}  // namespace

arrow::Status CheckManyFiles(const TableDescription& table, const TableFileFormat& format,
                             const SinkOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const Columns columns, Divide(table, options));
  return format.check(columns.in_files, options);
}

arrow::Result<std::vector<std::string>> WriteManyFiles(TableStream& table,
                                                       const TableFileFormat& format,
                                                       const std::string& folder,
                                                       const std::string& target,
                                                       const SinkOptions& options) {
  ARROW_ASSIGN_OR_RAISE(const Columns columns, Divide(table.description(), options));
  ManyFiles files(format, folder, target, options, columns);
  const OrderedWork work{
      [&](const std::shared_ptr<arrow::RecordBatch>& batch) { return files.Split(batch); },
      [&](std::unique_ptr<TableFileWriter::Encoded> rows) { return files.Add(std::move(rows)); }};
  ARROW_RETURN_NOT_OK(WriteInOrder(table, options.budget.jobs, options.budget.memory / 4, work));
  return files.Finish();
}

}  // namespace quiver
