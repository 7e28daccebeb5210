#include "files/file_sink.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include <arrow/io/compressed.h>
#include <arrow/type.h>
#include <arrow/util/compression.h>
#include <fmt/format.h>

#include "core/projected_stream.h"
#include "files/csv_reading_back.h"
#include "files/file_set_source.h"
#include "files/folder_file.h"
#include "files/hive_path.h"
#include "files/input.h"
#include "files/many_files.h"
#include "files/ordered_writing.h"
#include "files/rows_after.h"
#include "files/staged_file.h"
#include "files/staged_folder.h"

namespace quiver {
namespace {

namespace fs = std::filesystem;

// What FileSink and FolderSink have in common: the format, and how a file of it is written and
// read.
class FormatSink : public Sink {
 public:
  FormatSink(const TableFileFormat& format, std::string target, const SinkOptions& options)
      : format_(format), target_(std::move(target)), options_(options) {}

  int64_t FirstMissingPartition(const TableName&) const override { return 0; }

 protected:
  arrow::Status WriteRows(TableStream& table, TableFileWriter* writer) const {
    const int64_t rows_at_once =
        options_.batch_rows > 0 ? options_.batch_rows : format_.usual_batch_rows;
    const OrderedWork work{
        [&](const std::shared_ptr<arrow::RecordBatch>& batch) { return writer->Encode(batch); },
        [&](std::unique_ptr<TableFileWriter::Encoded> batch) -> arrow::Status {
          ARROW_RETURN_NOT_OK(options_.stop.Poll());
          return writer->Append(std::move(batch));
        },
        rows_at_once};
    ARROW_RETURN_NOT_OK(
        WriteInOrder(table, options_.budget.jobs, options_.budget.memory / 4, work));
    return writer->Finish();
  }

  arrow::Result<SourceOptions> ReadingOptions(const arrow::Schema& schema) const {
    SourceOptions reading;
    reading.budget = options_.budget;
    reading.stop = options_.stop;
    if (!format_.has_types) {
      ARROW_ASSIGN_OR_RAISE(reading.csv, CsvReadingBack(schema));
    }
    return reading;
  }

  arrow::Status AlreadyExists(const std::string& table) const {
    return arrow::Status::AlreadyExists(
        fmt::format("table \"{}\": {} exists; use --if-exists replace, skip or append, or another "
                    "target",
                    table, target_));
  }

  arrow::Status CantAppend(const std::string& table, const std::string& to) const {
    return arrow::Status::NotImplemented(fmt::format(
        "table \"{}\": {} can't be appended to ({}); Arrow files can", table, target_, to));
  }

  const TableFileFormat format_;
  const std::string target_;
  const SinkOptions options_;
};

constexpr std::string_view kQuarantine = "__quarantine";

// One table in one file. The rows that a source quarantines go into a file of their own beside it.
class FileSink final : public FormatSink {
 public:
  using FormatSink::FormatSink;

  arrow::Status Begin(const std::vector<TableDescription>& tables) override {
    for (const TableDescription& table : tables) {
      quarantines_.insert({table.name.schema, table.name.name + std::string(kQuarantine)});
    }
    for (const TableDescription& table : tables) ARROW_RETURN_NOT_OK(Plan(table));
    if (num_main_ > 1) {
      return arrow::Status::Invalid(fmt::format(
          "{} holds one table, and {} are to be written: pick one with --table, or write into a "
          "folder by ending the target with \"/\"",
          target_, num_main_));
    }
    return arrow::Status::OK();
  }

  Action ActionFor(const TableName& table) const override {
    const auto found = tables_.find(table);
    return found != tables_.end() && found->second.skip ? Action::kSkip : Action::kWrite;
  }

  arrow::Status Write(TableStream& stream) override {
    Table& table = tables_.at(stream.description().name);
    if (table.skip) return arrow::Status::OK();
    ARROW_ASSIGN_OR_RAISE(table.file, StagedFile::Make(table.path));
    const TableDescription& description = stream.description();
    table.schema = description.schema;
    if (table.append) {
      ARROW_ASSIGN_OR_RAISE(const auto old, OpenTableOf(table.path, *description.schema));
      table.rows_before = old->num_rows();
      ARROW_ASSIGN_OR_RAISE(auto writer, format_.open_appender(table.path, table.file->stream(),
                                                               description, options_));
      return WriteRows(stream, writer.get());
    }
    ARROW_ASSIGN_OR_RAISE(auto file, Packed(table.path, table.file->stream()));
    ARROW_ASSIGN_OR_RAISE(auto writer, format_.open_writer(file, description, options_));
    ARROW_RETURN_NOT_OK(WriteRows(stream, writer.get()));
    return file == table.file->stream() ? arrow::Status::OK() : file->Close();
  }

  arrow::Result<std::unique_ptr<TableStream>> ReadBack(const TableName& name) override {
    const Table& table = tables_.at(name);
    if (table.file == nullptr || table.file->path().empty()) {
      return arrow::Status::Invalid(target_, " can't be read back; leave --verify out");
    }
    ARROW_RETURN_NOT_OK(table.file->stream()->Flush());
    ARROW_ASSIGN_OR_RAISE(auto stream, OpenTableOf(table.file->path(), *table.schema));
    if (table.rows_before == 0) return stream;
    return RowsAfter(std::move(stream), table.rows_before);
  }

  // The main table last: once it is there, everything is.
  arrow::Status Commit() override {
    for (const bool main : {false, true}) {
      for (auto& [name, table] : tables_) {
        if (table.file == nullptr || IsQuarantine(name) == main) continue;
        const bool replace = table.append || options_.if_exists == IfExists::kReplace;
        ARROW_RETURN_NOT_OK(table.file->Publish(replace));
      }
    }
    return arrow::Status::OK();
  }

 private:
  struct Table {
    std::string path;
    std::shared_ptr<arrow::Schema> schema;
    bool skip = false;
    bool append = false;
    int64_t rows_before = 0;
    std::unique_ptr<StagedFile> file;
  };

  bool IsQuarantine(const TableName& name) const { return quarantines_.contains(name); }

  // "trips.csv.gz"
  bool IsPackedByName(const std::string& path) const {
    return format_.packed_by_name && (path.ends_with(".gz") || path.ends_with(".zst"));
  }

  arrow::Result<std::shared_ptr<arrow::io::OutputStream>> Packed(
      const std::string& path, const std::shared_ptr<arrow::io::OutputStream>& file) {
    if (!IsPackedByName(path)) return file;
    const bool gzip = path.ends_with(".gz");
    ARROW_ASSIGN_OR_RAISE(auto codec, arrow::util::Codec::Create(gzip ? arrow::Compression::GZIP
                                                                      : arrow::Compression::ZSTD));
    ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::io::OutputStream> packed,
                          arrow::io::CompressedOutputStream::Make(codec.get(), file));
    codecs_.push_back(std::move(codec));
    return packed;
  }

  std::string PathOf(const TableName& name) const {
    if (!IsQuarantine(name)) return target_;
    fs::path target(target_);
    std::string ending = target.extension().string();
    if (ending == ".gz" || ending == ".zst") {
      target = target.parent_path() / target.stem();
      ending = target.extension().string() + ending;
    }
    return (target.parent_path() / target.stem()).string() + std::string(kQuarantine) + ending;
  }

  arrow::Status Plan(const TableDescription& description) {
    Table& table = tables_[description.name];
    const std::string& name = description.name.name;
    if (target_ == "-" && IsQuarantine(description.name)) {
      return arrow::Status::Invalid("stdout has no place for rows that are put aside (", name,
                                    "); write into a file");
    }
    table.path = PathOf(description.name);
    num_main_ += IsQuarantine(description.name) ? 0 : 1;
    std::error_code error;
    const bool exists =
        fs::is_regular_file(table.path, error) && fs::file_size(table.path, error) > 0;
    if (exists && options_.if_exists == IfExists::kFail) return AlreadyExists(name);
    table.skip = exists && options_.if_exists == IfExists::kSkip;
    table.append = exists && options_.if_exists == IfExists::kAppend;
    if (table.skip) return arrow::Status::OK();
    ARROW_RETURN_NOT_OK(format_.check(description, options_));
    if (IsPackedByName(table.path) && !options_.compression.empty()) {
      return arrow::Status::Invalid(table.path,
                                    " is packed as its name says; leave --compression out");
    }
    if (!table.append) return arrow::Status::OK();
    if (format_.open_appender == nullptr) return CantAppend(name, format_.name);
    ARROW_ASSIGN_OR_RAISE(const auto old, OpenTableOf(table.path, *description.schema));
    return CheckSameColumns(description, *old->schema());
  }

  arrow::Status CheckSameColumns(const TableDescription& table, const arrow::Schema& old) const {
    const arrow::Schema& given = *table.schema;
    for (int i = 0; i < std::max(given.num_fields(), old.num_fields()); ++i) {
      const bool both = i < given.num_fields() && i < old.num_fields();
      if (both && given.field(i)->name() == old.field(i)->name() &&
          given.field(i)->type()->Equals(old.field(i)->type()) &&
          (old.field(i)->nullable() || !given.field(i)->nullable())) {
        continue;
      }
      const auto text = [i](const arrow::Schema& schema) {
        return i < schema.num_fields() ? schema.field(i)->ToString() : "not there";
      };
      return arrow::Status::Invalid(
          fmt::format("table \"{}\": rows can't be appended to {}: its column {} is \"{}\", and "
                      "the rows to append have \"{}\"",
                      table.name.ToString(), target_, i + 1, text(old), text(given)));
    }
    return arrow::Status::OK();
  }

  arrow::Result<std::unique_ptr<TableStream>> OpenTableOf(const std::string& path,
                                                          const arrow::Schema& schema) {
    ARROW_ASSIGN_OR_RAISE(const SourceOptions reading, ReadingOptions(schema));
    ARROW_ASSIGN_OR_RAISE(auto source, format_.open_source(path, reading));
    ARROW_ASSIGN_OR_RAISE(const auto tables, source->Tables());
    ARROW_ASSIGN_OR_RAISE(auto stream, source->OpenTable(tables.at(0).name));
    sources_.push_back(std::move(source));
    return stream;
  }

  // Before the files, whose streams use them.
  std::vector<std::unique_ptr<arrow::util::Codec>> codecs_;
  std::map<TableName, Table> tables_;
  // Names of the tables beside the main ones, if they come. A main one may be called so, too.
  std::set<TableName> quarantines_;
  int64_t num_main_ = 0;
  // Whose streams are in use.
  std::vector<std::unique_ptr<Source>> sources_;
};

// Any number of tables in one folder.
class FolderSink final : public FormatSink {
 public:
  using FormatSink::FormatSink;

  arrow::Status Begin(const std::vector<TableDescription>& tables) override {
    std::error_code error;
    const bool exists = fs::is_directory(target_, error) && !fs::is_empty(target_, error);
    const std::string first = tables.empty() ? "" : tables[0].name.ToString();
    if (exists && options_.if_exists == IfExists::kFail) return AlreadyExists(first);
    if (exists && options_.if_exists == IfExists::kAppend) return CantAppend(first, "a folder");
    skip_ = exists && options_.if_exists == IfExists::kSkip;
    if (exists && options_.if_exists == IfExists::kReplace) ARROW_RETURN_NOT_OK(CheckReplaceable());
    for (const TableDescription& table : tables) {
      ARROW_RETURN_NOT_OK(many_files() ? CheckManyFiles(table, format_, options_)
                                       : format_.check(table, options_));
      ARROW_ASSIGN_OR_RAISE(below_[table.name], PathBelow(table.name, tables.size()));
    }
    return arrow::Status::OK();
  }

  Action ActionFor(const TableName&) const override {
    return skip_ ? Action::kSkip : Action::kWrite;
  }

  arrow::Status Write(TableStream& stream) override {
    if (skip_) return arrow::Status::OK();
    ARROW_RETURN_NOT_OK(Stage());
    const TableDescription& description = stream.description();
    const fs::path path = fs::path(folder_->path()) / below_.at(description.name);
    std::error_code error;
    fs::create_directories(many_files() ? path : path.parent_path(), error);
    if (error) return arrow::Status::IOError(path.string(), ": ", error.message());
    Written& written = written_[description.name];
    written.schema = description.schema;
    if (many_files()) {
      ARROW_ASSIGN_OR_RAISE(written.files,
                            WriteManyFiles(stream, format_, path.string(), target_, options_));
      return arrow::Status::OK();
    }
    written.files = {path.string()};
    ARROW_ASSIGN_OR_RAISE(const auto file, FolderFile::Make(path.string(), target_));
    ARROW_ASSIGN_OR_RAISE(auto writer, format_.open_writer(file->stream(), description, options_));
    ARROW_RETURN_NOT_OK(WriteRows(stream, writer.get()));
    return file->Finish();
  }

  arrow::Result<std::unique_ptr<TableStream>> ReadBack(const TableName& name) override {
    const Written& written = written_.at(name);
    FileSet set;
    set.name = name.name;
    set.files = written.files;
    set.root = (fs::path(folder_->path()) / below_.at(name)).string();
    for (const std::string& column : options_.partition_by) {
      const auto field = written.schema->GetFieldByName(column);
      set.hive_fields.push_back(field->WithType(HiveType(field->type())));
    }
    if (set.files.empty()) return arrow::Status::Invalid(target_, ": no row was written");
    arrow::FieldVector in_files;
    for (const auto& field : written.schema->fields()) {
      if (std::ranges::find(options_.partition_by, field->name()) == options_.partition_by.end()) {
        in_files.push_back(field);
      }
    }
    ARROW_ASSIGN_OR_RAISE(const SourceOptions reading,
                          ReadingOptions(arrow::Schema(std::move(in_files))));
    ARROW_ASSIGN_OR_RAISE(auto source,
                          OpenFileSetSource(std::move(set), format_.open_source, reading));
    Scan scan;
    scan.columns = written.schema->field_names();
    ARROW_ASSIGN_OR_RAISE(auto stream, source->OpenScan({"", name.name}, scan));
    read_back_.push_back(std::move(source));
    return stream;
  }

  arrow::Status Commit() override {
    if (skip_) return arrow::Status::OK();
    ARROW_RETURN_NOT_OK(Stage());
    return folder_->Publish(options_.if_exists == IfExists::kReplace);
  }

 private:
  struct Written {
    std::shared_ptr<arrow::Schema> schema;
    std::vector<std::string> files;
  };

  // Before the first row, so that a plan writes nothing.
  arrow::Status Stage() {
    if (folder_ != nullptr) return arrow::Status::OK();
    return StagedFolder::Make(target_).Value(&folder_);
  }

  bool many_files() const { return !options_.partition_by.empty() || options_.rows_per_file > 0; }

  // Nobody's other files go with an old table.
  arrow::Status CheckReplaceable() const {
    std::error_code error;
    for (fs::recursive_directory_iterator entry(target_, error), end; !error && entry != end;
         entry.increment(error)) {
      const fs::path& path = entry->path();
      if (entry->is_directory(error) || path.extension() == format_.ending) continue;
      return arrow::Status::Invalid(
          fmt::format("{} holds {}, which is no {} file; it is replaced only as a whole, so move "
                      "that away, or choose another target",
                      target_, path.lexically_relative(target_).string(), format_.name));
    }
    if (error) return arrow::Status::IOError(target_, ": ", error.message());
    return arrow::Status::OK();
  }

  arrow::Result<std::string> PathBelow(const TableName& name, size_t num_tables) const {
    std::string folder = name.schema.empty() ? name.name : name.schema + "." + name.name;
    if (folder.find('/') != std::string::npos || folder.starts_with('.') || folder.empty()) {
      return arrow::Status::Invalid(fmt::format(
          "table \"{}\" can't be the name of a file; leave it out with --exclude", folder));
    }
    if (!many_files()) return folder + format_.ending;
    return num_tables == 1 ? std::string() : folder;
  }

  bool skip_ = false;
  std::unique_ptr<StagedFolder> folder_;
  std::map<TableName, std::string> below_;  // its file or folder, below folder_
  std::map<TableName, Written> written_;
  std::vector<std::unique_ptr<Source>> read_back_;
};

}  // namespace

arrow::Result<std::unique_ptr<Sink>> OpenFileSink(const TableFileFormat& format,
                                                  const std::string& target,
                                                  const SinkOptions& options) {
  if (IsRemote(target)) {
    return arrow::Status::NotImplemented("can't write ", target,
                                         ": only local files can be written");
  }
  if (target == "-" && (!options.partition_by.empty() || options.rows_per_file > 0)) {
    return arrow::Status::Invalid(
        "stdout is one file; leave --partition-by and --rows-per-file out, or name a folder");
  }
  std::error_code error;
  const bool folder = target.ends_with('/') || fs::is_directory(target, error) ||
                      !options.partition_by.empty() || options.rows_per_file > 0;
  if (folder && fs::exists(target, error) && !fs::is_directory(target, error)) {
    return arrow::Status::IOError("can't write ", target,
                                  ": it is a file, and a folder of files was asked for");
  }
  if (folder) return std::make_unique<FolderSink>(format, target, options);
  return std::make_unique<FileSink>(format, target, options);
}

}  // namespace quiver
