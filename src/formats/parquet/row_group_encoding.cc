#include "formats/parquet/row_group_encoding.h"

#include <string>
#include <utility>

#include <arrow/chunked_array.h>
#include <arrow/io/memory.h>
#include <parquet/arrow/writer.h>

#include "formats/parquet/dictionary_choice.h"

namespace quiver::parquet_format {
namespace {

using ::parquet::arrow::FileWriter;

/// Values that libparquet takes at once; with its own 1,024 writing takes a tenth longer.
constexpr int64_t kWriteBatchSize = 8'192;
constexpr int64_t kFirstBufferSize = int64_t{1} << 20;

std::vector<std::string> ColumnsWithoutDictionary(const arrow::Schema& schema,
                                                  const arrow::RecordBatch& sample) {
  std::vector<std::string> names;
  for (int i = 0; i < schema.num_fields(); ++i) {
    if (!DictionaryPays(*sample.column(i))) names.push_back(schema.field(i)->name());
  }
  return names;
}

arrow::Result<EncodedRowGroup> Finish(FileWriter* writer, arrow::io::BufferOutputStream* file) {
  ARROW_RETURN_NOT_OK(writer->Close());
  EncodedRowGroup encoded;
  encoded.metadata = writer->metadata();
  ARROW_ASSIGN_OR_RAISE(encoded.file, file->Finish());
  return encoded;
}

}  // namespace

std::shared_ptr<::parquet::WriterProperties> WritingProperties(
    const Compression& compression, const std::vector<std::string>& without_dictionary) {
  ::parquet::WriterProperties::Builder builder;
  builder.compression(compression.codec);
  if (compression.level != arrow::util::kUseDefaultCompressionLevel) {
    builder.compression_level(compression.level);
  }
  builder.write_batch_size(kWriteBatchSize);
  builder.enable_write_page_index();
  for (const std::string& column : without_dictionary) builder.disable_dictionary(column);
  return builder.build();
}

arrow::Result<EncodedRowGroup> EncodeRowGroup(const std::shared_ptr<arrow::Schema>& schema,
                                              const Compression& compression,
                                              const arrow::RecordBatchVector& batches) {
  const auto properties =
      WritingProperties(compression, ColumnsWithoutDictionary(*schema, *batches.front()));
  ARROW_ASSIGN_OR_RAISE(auto file, arrow::io::BufferOutputStream::Create(kFirstBufferSize));
  ARROW_ASSIGN_OR_RAISE(auto writer,
                        FileWriter::Open(*schema, arrow::default_memory_pool(), file, properties));
  ARROW_RETURN_NOT_OK(writer->NewRowGroup());
  for (int i = 0; i < schema->num_fields(); ++i) {
    arrow::ArrayVector chunks;
    for (const auto& batch : batches) chunks.push_back(batch->column(i));
    ARROW_RETURN_NOT_OK(writer->WriteColumnChunk(
        std::make_shared<arrow::ChunkedArray>(std::move(chunks), schema->field(i)->type())));
  }
  return Finish(writer.get(), file.get());
}

arrow::Result<EncodedRowGroup> EncodeSchema(const std::shared_ptr<arrow::Schema>& schema,
                                            const Compression& compression) {
  ::parquet::ArrowWriterProperties::Builder arrow_properties;
  arrow_properties.store_schema();
  ARROW_ASSIGN_OR_RAISE(auto file, arrow::io::BufferOutputStream::Create());
  ARROW_ASSIGN_OR_RAISE(
      auto writer, FileWriter::Open(*schema, arrow::default_memory_pool(), file,
                                    WritingProperties(compression, {}), arrow_properties.build()));
  return Finish(writer.get(), file.get());
}

}  // namespace quiver::parquet_format
