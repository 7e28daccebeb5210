#include "files/file_set_source.h"

#include <algorithm>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include <arrow/array/util.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include "core/projected_stream.h"
#include "files/hive_path.h"
#include "files/input.h"
#include "files/unified_schema.h"
#include "quiver/restart.h"
#include "quiver/statistics.h"

namespace quiver {
namespace {

// One file of the set, open.
struct OpenedFile {
  std::unique_ptr<Source> source;
  std::unique_ptr<TableStream> table;
};

// What is known of one file while it is closed.
struct FileEntry {
  std::string path;
  std::vector<HiveKey> keys;
  int64_t first_partition = 0;
  int64_t num_partitions = 0;
};

// What the streams of a set have in common.
struct SetState {
  FileSet set;
  OpenFile open_file;
  SourceOptions options;
  std::mutex mutex;
  // Types of columns in files whose types are found out: those of all files are found out so that
  // they hold these, too.
  std::map<std::string, arrow::DataTypeVector> found_types;

  // Whether that is new.
  bool Learn(const std::string& column, const std::shared_ptr<arrow::DataType>& type) {
    const std::lock_guard lock(mutex);
    arrow::DataTypeVector& known = found_types[column];
    const auto same = [&](const auto& other) { return other->Equals(type); };
    if (std::ranges::any_of(known, same)) return false;
    known.push_back(type);
    return true;
  }

  arrow::Result<std::shared_ptr<OpenedFile>> Open(const std::string& path, const Scan& scan) {
    SourceOptions with_types = options;
    {
      const std::lock_guard lock(mutex);
      with_types.csv.also_holds = found_types;
    }
    auto file = std::make_shared<OpenedFile>();
    ARROW_ASSIGN_OR_RAISE(file->source, open_file(path, with_types));
    ARROW_ASSIGN_OR_RAISE(const auto tables, file->source->Tables());
    if (tables.size() != 1) {
      return arrow::Status::Invalid(path, " holds ", tables.size(), " tables and not one");
    }
    Scan part = scan;
    if (scan.columns) {
      // The file may lack some, and those of the folders' names are not in it.
      ARROW_ASSIGN_OR_RAISE(const auto whole, file->source->OpenTable(tables[0].name));
      std::erase_if(*part.columns, [&](const std::string& name) {
        return whole->schema()->GetFieldIndex(name) < 0;
      });
    }
    ARROW_ASSIGN_OR_RAISE(file->table, file->source->OpenScan(tables[0].name, part));
    return file;
  }
};

// Puts a file's batches into the columns of the set.
class FileReader final : public arrow::RecordBatchReader {
 public:
  FileReader(SetState* state, std::shared_ptr<OpenedFile> file,
             std::unique_ptr<arrow::RecordBatchReader> reader,
             std::shared_ptr<arrow::Schema> schema,
             std::map<std::string, std::shared_ptr<arrow::Scalar>> hive_values)
      : state_(state),
        file_(std::move(file)),
        reader_(std::move(reader)),
        schema_(std::move(schema)),
        hive_values_(std::move(hive_values)) {}

  std::shared_ptr<arrow::Schema> schema() const override { return schema_; }

  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* out) override {
    std::shared_ptr<arrow::RecordBatch> batch;
    const arrow::Status status = reader_->ReadNext(&batch);
    if (!status.ok()) return SchemaChanged::Is(status) ? Learn(status) : status;
    if (batch == nullptr) {
      out->reset();
      return arrow::Status::OK();
    }
    arrow::ArrayVector arrays;
    for (const auto& field : schema_->fields()) {
      ARROW_ASSIGN_OR_RAISE(auto array, Column(*field, *batch));
      arrays.push_back(std::move(array));
    }
    *out = arrow::RecordBatch::Make(schema_, batch->num_rows(), std::move(arrays));
    return arrow::Status::OK();
  }

 private:
  arrow::Result<std::shared_ptr<arrow::Array>> Column(const arrow::Field& field,
                                                      const arrow::RecordBatch& batch) const {
    if (const auto value = hive_values_.find(field.name()); value != hive_values_.end()) {
      return arrow::MakeArrayFromScalar(*value->second, batch.num_rows());
    }
    if (auto array = batch.GetColumnByName(field.name())) return array;
    return arrow::MakeArrayOfNull(field.type(), batch.num_rows());
  }

  // The file knows better types now; they are kept for when it is opened again.
  arrow::Status Learn(const arrow::Status& changed) {
    ARROW_ASSIGN_OR_RAISE(const auto tables, file_->source->Tables());
    ARROW_ASSIGN_OR_RAISE(const auto table, file_->source->OpenTable(tables[0].name));
    for (const auto& field : table->schema()->fields()) {
      const auto known = schema_->GetFieldByName(field->name());
      if (known != nullptr && !known->type()->Equals(field->type())) {
        state_->Learn(field->name(), field->type());
      }
    }
    return changed;
  }

  SetState* const state_;
  const std::shared_ptr<OpenedFile> file_;
  const std::unique_ptr<arrow::RecordBatchReader> reader_;
  const std::shared_ptr<arrow::Schema> schema_;
  const std::map<std::string, std::shared_ptr<arrow::Scalar>> hive_values_;
};

class FileSetStream final : public TableStream {
 public:
  FileSetStream(std::shared_ptr<SetState> state, TableDescription description,
                std::vector<FileEntry> files, Scan scan, int64_t num_rows)
      : state_(std::move(state)),
        description_(std::move(description)),
        files_(std::move(files)),
        scan_(std::move(scan)),
        num_rows_(num_rows) {}

  const TableDescription& description() const override { return description_; }
  int64_t num_rows() const override { return num_rows_; }
  int64_t num_partitions() const override {
    return files_.empty() ? 0 : files_.back().first_partition + files_.back().num_partitions;
  }

  arrow::Result<std::unique_ptr<arrow::RecordBatchReader>> OpenPartition(
      int64_t partition) override {
    const auto after = std::ranges::upper_bound(files_, partition, {}, &FileEntry::first_partition);
    const FileEntry& entry = *std::prev(after);
    ARROW_ASSIGN_OR_RAISE(auto file, Opened(entry));
    if (file->table->num_partitions() != entry.num_partitions) {
      return arrow::Status::IOError(entry.path, " was changed while it was read; start again");
    }
    ARROW_ASSIGN_OR_RAISE(auto reader,
                          file->table->OpenPartition(partition - entry.first_partition));
    std::map<std::string, std::shared_ptr<arrow::Scalar>> hive_values;
    for (const HiveKey& key : entry.keys) {
      const auto field = description_.schema->GetFieldByName(key.name);
      if (field == nullptr) continue;
      ARROW_ASSIGN_OR_RAISE(hive_values[key.name], HiveValue(key, field->type()));
    }
    return std::make_unique<FileReader>(state_.get(), std::move(file), std::move(reader),
                                        description_.schema, std::move(hive_values));
  }

 private:
  // The file, kept open for a while: its other partitions are likely to be next.
  arrow::Result<std::shared_ptr<OpenedFile>> Opened(const FileEntry& entry) {
    {
      const std::lock_guard lock(mutex_);
      for (const auto& [path, file] : recent_) {
        if (path == entry.path) return file;
      }
    }
    ARROW_ASSIGN_OR_RAISE(auto file, state_->Open(entry.path, scan_));
    const std::lock_guard lock(mutex_);
    for (const auto& [path, other] : recent_) {
      if (path == entry.path) return other;  // another thread was quicker
    }
    recent_.emplace_back(entry.path, file);
    if (recent_.size() > 2 * static_cast<size_t>(state_->options.budget.jobs)) recent_.pop_front();
    return file;
  }

  const std::shared_ptr<SetState> state_;
  const TableDescription description_;
  const std::vector<FileEntry> files_;
  const Scan scan_;
  const int64_t num_rows_;
  std::mutex mutex_;
  std::deque<std::pair<std::string, std::shared_ptr<OpenedFile>>> recent_;
};

class FileSetSource final : public Source {
 public:
  FileSetSource(FileSet set, OpenFile open_file, const SourceOptions& options)
      : state_(std::make_shared<SetState>()) {
    state_->set = std::move(set);
    state_->open_file = std::move(open_file);
    state_->options = options;
  }

  arrow::Result<std::vector<TableInfo>> Tables() override {
    TableInfo info;
    info.name = name();
    info.kind = TableInfo::Kind::kFile;
    return std::vector<TableInfo>{info};
  }

  arrow::Result<std::unique_ptr<TableStream>> OpenTable(const TableName& name) override {
    return OpenScan(name, {});
  }

  arrow::Result<std::unique_ptr<TableStream>> OpenScan(const TableName& wanted,
                                                       const Scan& scan) override {
    if (wanted != name()) {
      ARROW_ASSIGN_OR_RAISE(const auto tables, Tables());
      return TableNotFound(wanted, tables, state_->set.root);
    }
    std::vector<FileEntry> files;
    UnifiedSchema schema;
    int64_t num_rows = 0;
    ARROW_RETURN_NOT_OK(OpenAll(&files, &schema, &num_rows));
    TableDescription description;
    description.name = name();
    ARROW_ASSIGN_OR_RAISE(description.schema, WithHiveColumns(schema.Finish(), &files));
    if (scan.predicate) {
      const size_t all = files.size();
      ARROW_RETURN_NOT_OK(LeaveOut(*scan.predicate, *description.schema, &files));
      if (files.size() < all) num_rows = -1;
    }
    if (scan.columns) {
      ARROW_ASSIGN_OR_RAISE(const auto columns, FindColumns(description, *scan.columns));
      description = ProjectDescription(description, columns);
    }
    description.estimated_rows = num_rows;
    return std::make_unique<FileSetStream>(state_, std::move(description), std::move(files), scan,
                                           scan.predicate ? -1 : num_rows);
  }

  arrow::Result<std::string> Fingerprint() override {
    std::string all;
    for (const std::string& file : state_->set.files) {
      ARROW_ASSIGN_OR_RAISE(const std::string one, FileFingerprint(file));
      all += fmt::format("{} {}; ", file, one);
    }
    return all;
  }

 private:
  TableName name() const { return {"", state_->set.name}; }

  // Opens each file once. Where types that were found out disagree, the files are opened again and
  // find out types that hold what both have; each round adds a type, so there is an end.
  arrow::Status OpenAll(std::vector<FileEntry>* files, UnifiedSchema* schema, int64_t* num_rows) {
    for (;;) {
      files->clear();
      *schema = UnifiedSchema();
      *num_rows = 0;
      int64_t partitions = 0;
      bool again = false;
      std::set<std::string> without_values;
      for (const std::string& path : state_->set.files) {
        ARROW_RETURN_NOT_OK(state_->options.stop.Poll());
        ARROW_ASSIGN_OR_RAISE(const auto file, state_->Open(path, {}));
        if (LearnDifferences(*schema, *file, &without_values)) {
          again = true;
          break;
        }
        ARROW_RETURN_NOT_OK(schema->Add(path, file->table->schema()));
        FileEntry entry;
        entry.path = path;
        entry.keys = HiveKeysOf(state_->set.root, path);
        entry.first_partition = partitions;
        entry.num_partitions = file->table->num_partitions();
        partitions += entry.num_partitions;
        const int64_t rows = file->table->num_rows();
        *num_rows = rows < 0 || *num_rows < 0 ? -1 : *num_rows + rows;
        files->push_back(std::move(entry));
      }
      if (!again) return arrow::Status::OK();
    }
  }

  // Whether something new was learned from the columns that have another type in `schema`.
  // `without_values` are columns which had no value in any file before this one.
  bool LearnDifferences(const UnifiedSchema& schema, const OpenedFile& file,
                        std::set<std::string>* without_values) {
    const TableDescription& description = file.table->description();
    bool learned = false;
    for (int i = 0; i < description.schema->num_fields(); ++i) {
      // Only sources that find out the types say why they chose them.
      if (static_cast<size_t>(i) >= description.type_reasons.size()) break;
      const arrow::Field& field = *description.schema->field(i);
      const auto before = schema.TypeOf(field.name());
      const bool has_values = !description.type_reasons[i].starts_with(TableDescription::kNoValues);
      if (before == nullptr && !has_values) without_values->insert(field.name());
      if (before == nullptr || before->Equals(field.type())) continue;
      const bool had_values = !without_values->contains(field.name());
      if (had_values) learned |= state_->Learn(field.name(), before);
      if (has_values) learned |= state_->Learn(field.name(), field.type());
    }
    return learned;
  }

  arrow::Result<std::shared_ptr<arrow::Schema>> WithHiveColumns(
      const std::shared_ptr<arrow::Schema>& schema, std::vector<FileEntry>* files) const {
    std::vector<std::string> paths;
    std::vector<std::vector<HiveKey>> keys;
    for (const FileEntry& file : *files) {
      paths.push_back(file.path);
      keys.push_back(file.keys);
    }
    ARROW_ASSIGN_OR_RAISE(const auto fields, HiveFields(paths, keys));
    arrow::FieldVector all = schema->fields();
    for (const auto& found : fields) {
      if (schema->GetFieldIndex(found->name()) >= 0) {
        return arrow::Status::Invalid(fmt::format(
            "column \"{}\" is in the files below {} and in the names of their folders; rename one",
            found->name(), state_->set.root));
      }
      const auto known = std::ranges::find_if(state_->set.hive_fields, [&](const auto& field) {
        return field->name() == found->name();
      });
      all.push_back(known == state_->set.hive_fields.end() ? found : *known);
    }
    return arrow::schema(std::move(all), schema->metadata());
  }

  // The files whose folder's name says that no row matches.
  static arrow::Status LeaveOut(const Predicate& predicate, const arrow::Schema& schema,
                                std::vector<FileEntry>* files) {
    std::vector<FileEntry> kept;
    int64_t partitions = 0;
    for (FileEntry& file : *files) {
      GroupStatistics group;
      for (const HiveKey& key : file.keys) {
        ARROW_ASSIGN_OR_RAISE(auto value, HiveValue(key, schema.GetFieldByName(key.name)->type()));
        ColumnStatistics statistics;
        if (value->is_valid) {
          statistics.null_count = 0;
          statistics.min = statistics.max = value;
        }
        group.columns[key.name] = statistics;
      }
      if (CanSkip(predicate, group)) continue;
      file.first_partition = partitions;
      partitions += file.num_partitions;
      kept.push_back(std::move(file));
    }
    *files = std::move(kept);
    return arrow::Status::OK();
  }

  const std::shared_ptr<SetState> state_;
};

}  // namespace

arrow::Result<std::unique_ptr<Source>> OpenFileSetSource(FileSet set, OpenFile open_file,
                                                         const SourceOptions& options) {
  return std::make_unique<FileSetSource>(std::move(set), std::move(open_file), options);
}

}  // namespace quiver
