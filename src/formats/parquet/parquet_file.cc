#include "formats/parquet/parquet_file.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <arrow/util/utf8.h>
#include <fmt/format.h>
#include <parquet/arrow/schema.h>

#include "files/input.h"
#include "formats/parquet/guarded.h"
#include "formats/parquet/restored_type.h"

namespace quiver::parquet_format {
namespace {

/// What one request to a server brings when a column is read bit by bit.
constexpr int64_t kRemoteReadBytes = int64_t{4} << 20;

::parquet::ReaderProperties LowLevelProperties(bool remote) {
  ::parquet::ReaderProperties properties;
  if (remote) {
    properties.enable_buffered_stream();
    properties.set_buffer_size(kRemoteReadBytes);
  }
  return properties;
}

/// A file that ends with PARE has an encrypted footer (Parquet modular encryption, 5.1).
arrow::Status CheckMagic(arrow::io::RandomAccessFile* input) {
  constexpr int64_t kShortest = 12;
  ARROW_ASSIGN_OR_RAISE(const int64_t size, input->GetSize());
  if (size < kShortest) {
    return arrow::Status::Invalid("not a Parquet file: it has only ", size, " bytes");
  }
  ARROW_ASSIGN_OR_RAISE(const auto end, input->ReadAt(size - 4, 4));
  const std::string_view magic(*end);
  if (magic == "PARE") {
    return arrow::Status::Invalid("the file is encrypted; decrypt it first");
  }
  if (magic != "PAR1") {
    return arrow::Status::Invalid(
        "not a Parquet file, or cut off: it does not end with Parquet's mark PAR1");
  }
  return arrow::Status::OK();
}

arrow::Status CheckRowGroup(const ::parquet::FileMetaData& file, int number) {
  const auto group = file.RowGroup(number);
  if (group->num_columns() != file.num_columns()) {
    return arrow::Status::Invalid(fmt::format("damaged: row group {} has {} columns instead of {}",
                                              number, group->num_columns(), file.num_columns()));
  }
  if (group->num_rows() < 0) {
    return arrow::Status::Invalid(
        fmt::format("damaged: row group {} says that it has {} rows", number, group->num_rows()));
  }
  for (int i = 0; i < group->num_columns(); ++i) {
    const std::string name = file.schema()->Column(i)->path()->ToDotString();
    std::unique_ptr<::parquet::ColumnChunkMetaData> chunk;
    try {
      chunk = group->ColumnChunk(i);
    } catch (const ::parquet::ParquetException&) {
      // What is said of a column with a key of its own is encrypted, too.
    }
    if (chunk == nullptr || chunk->crypto_metadata() != nullptr) {
      return arrow::Status::Invalid("column \"", name, "\" is encrypted; decrypt the file first");
    }
    if (!chunk->file_path().empty()) {
      return arrow::Status::NotImplemented("the values of column \"", name,
                                           "\" are in another file: ", chunk->file_path());
    }
    const auto* column = file.schema()->Column(i);
    if (column->max_repetition_level() == 0 && chunk->num_values() != group->num_rows()) {
      return arrow::Status::Invalid(
          fmt::format("damaged: column \"{}\" of row group {} has {} values for {} rows", name,
                      number, chunk->num_values(), group->num_rows()));
    }
  }
  return arrow::Status::OK();
}

arrow::Status CheckFooter(const ::parquet::FileMetaData& metadata) {
  int64_t rows = 0;
  for (int i = 0; i < metadata.num_row_groups(); ++i) {
    ARROW_RETURN_NOT_OK(CheckRowGroup(metadata, i));
    if (__builtin_add_overflow(rows, metadata.RowGroup(i)->num_rows(), &rows)) {
      return arrow::Status::Invalid("damaged: its row groups have too many rows");
    }
  }
  if (rows != metadata.num_rows()) {
    return arrow::Status::Invalid(
        fmt::format("damaged: its footer says that it has {} rows, but its row groups have {}",
                    metadata.num_rows(), rows));
  }
  return arrow::Status::OK();
}

void CollectLeaves(const ::parquet::arrow::SchemaField& field, std::vector<int>* leaves) {
  if (field.is_leaf()) leaves->push_back(field.column_index);
  for (const auto& child : field.children) CollectLeaves(child, leaves);
}

FileColumn DescribeColumn(const ::parquet::arrow::SchemaField& field,
                          const ::parquet::SchemaDescriptor& parquet_schema,
                          const std::shared_ptr<arrow::Field>& stored,
                          const std::shared_ptr<arrow::Field>& origin) {
  FileColumn column;
  column.stored = stored;
  column.restored = stored;
  if (origin != nullptr && CanRestore(*stored->type(), *origin->type())) {
    column.restored = stored->WithType(origin->type());
  }
  CollectLeaves(field, &column.leaves);
  for (const int leaf : column.leaves) {
    const auto* descriptor = parquet_schema.Column(leaf);
    column.has_int96 |= descriptor->physical_type() == ::parquet::Type::INT96;
  }
  column.flat = field.is_leaf() && field.children.empty() &&
                parquet_schema.Column(field.column_index)->max_repetition_level() == 0;
  return column;
}

arrow::Status ReadSchema(ParquetFile* file) {
  ARROW_ASSIGN_OR_RAISE(const auto reader,
                        ::parquet::arrow::FileReader::Make(arrow::default_memory_pool(),
                                                           file->NewReader(), ArrowProperties()));
  std::shared_ptr<arrow::Schema> stored;
  ARROW_RETURN_NOT_OK(reader->GetSchema(&stored));
  const auto& manifest = reader->manifest();
  const auto& origin = manifest.origin_schema;
  arrow::FieldVector fields;
  for (int i = 0; i < stored->num_fields(); ++i) {
    const bool same = origin != nullptr && origin->num_fields() == stored->num_fields() &&
                      origin->field(i)->name() == stored->field(i)->name();
    file->columns.push_back(DescribeColumn(manifest.schema_fields[i], *file->metadata->schema(),
                                           stored->field(i), same ? origin->field(i) : nullptr));
    fields.push_back(file->columns.back().restored);
  }
  file->schema = arrow::schema(fields, stored->metadata());
  return arrow::Status::OK();
}

}  // namespace

::parquet::ArrowReaderProperties ArrowProperties() {
  // Partitions are read by many threads already, each of which does its own work.
  ::parquet::ArrowReaderProperties properties(/*use_threads=*/false);
  // SkippingReader has its own way of asking for bytes before they are needed.
  properties.set_pre_buffer(false);
  properties.set_arrow_extensions_enabled(true);
  return properties;
}

std::unique_ptr<::parquet::ParquetFileReader> ParquetFile::NewReader() const {
  return ::parquet::ParquetFileReader::Open(input, LowLevelProperties(remote), metadata);
}

arrow::Result<std::shared_ptr<const ParquetFile>> ParquetFile::Open(const std::string& path) {
  ARROW_ASSIGN_OR_RAISE(auto input, OpenInput(path));
  return Open(path, std::move(input), IsRemote(path));
}

arrow::Result<std::shared_ptr<const ParquetFile>> ParquetFile::Open(
    const std::string& path, std::shared_ptr<arrow::io::RandomAccessFile> input, bool remote) {
  return Guarded(path, [&]() -> arrow::Result<std::shared_ptr<const ParquetFile>> {
    arrow::util::InitializeUTF8();  // for value_validity.cc
    ARROW_RETURN_NOT_OK(CheckMagic(input.get()));
    auto file = std::make_shared<ParquetFile>();
    file->path = path;
    file->input = std::move(input);
    file->remote = remote;
    file->metadata = file->NewReader()->metadata();
    ARROW_RETURN_NOT_OK(CheckFooter(*file->metadata));
    ARROW_RETURN_NOT_OK(ReadSchema(file.get()));
    return file;
  });
}

}  // namespace quiver::parquet_format
