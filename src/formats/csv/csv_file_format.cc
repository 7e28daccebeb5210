#include "formats/csv/csv_file_format.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include <arrow/buffer.h>
#include <arrow/type.h>
#include <arrow/util/compression.h>
#include <fmt/format.h>

#include "formats/csv/cell_formatter.h"
#include "formats/csv/cell_texts.h"
#include "formats/csv/csv_source.h"
#include "formats/csv/quoting.h"

namespace quiver {
namespace csv {
namespace {

struct Compression {
  arrow::Compression::type type = arrow::Compression::UNCOMPRESSED;
  int level = arrow::util::kUseDefaultCompressionLevel;
};

arrow::Result<Compression> ParseCompression(const std::string& text) {
  Compression compression;
  if (text.empty() || text == "none") return compression;
  const size_t colon = std::min(text.find(':'), text.size());
  const std::string_view name = std::string_view(text).substr(0, colon);
  auto& [type, level] = compression;
  if (name == "gzip") type = arrow::Compression::GZIP;
  if (name == "zstd") type = arrow::Compression::ZSTD;
  bool fits = type != arrow::Compression::UNCOMPRESSED;
  if (fits && colon < text.size()) {
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, level);
    ARROW_ASSIGN_OR_RAISE(const int least, arrow::util::Codec::MinimumCompressionLevel(type));
    ARROW_ASSIGN_OR_RAISE(const int most, arrow::util::Codec::MaximumCompressionLevel(type));
    fits = error == std::errc() && stop == end && level >= least && level <= most;
  }
  if (!fits) {
    return arrow::Status::Invalid(fmt::format(
        "\"{}\" is no compression of CSV files; choose none, gzip or zstd, with a level "
        "after a colon",
        text));
  }
  return compression;
}

/// Puts cells of columns side by side, row by row, at the end of `text`.
void AppendRows(const std::vector<CellTexts>& columns, size_t rows, std::string* text) {
  size_t bytes = rows * columns.size();
  for (const CellTexts& column : columns) bytes += column.size();
  const size_t before = text->size();
  text->resize(before + bytes + CellTexts::kSlack);
  char* out = text->data() + before;
  for (size_t row = 0; row < rows; ++row) {
    for (const CellTexts& column : columns) {
      const std::string_view cell = column.cell(row);
      if (cell.size() <= CellTexts::kSlack) {
        std::memcpy(out, cell.data(), CellTexts::kSlack);
      } else {
        std::memcpy(out, cell.data(), cell.size());
      }
      out += cell.size();
      *out++ = ',';
    }
    out[-1] = '\n';
  }
  text->resize(before + bytes);
}

std::string HeaderText(const arrow::Schema& schema) {
  std::string text;
  for (const auto& field : schema.fields()) {
    CellTexts cell;
    AddQuoted(field->name(), &cell);
    text += cell.cell(0);
    text += ',';
  }
  text.back() = '\n';
  return text;
}

class EncodedText final : public TableFileWriter::Encoded {
 public:
  explicit EncodedText(std::string text) : text_(std::move(text)) {}
  int64_t bytes() const override { return static_cast<int64_t>(text_.capacity()); }
  const std::string& text() const { return text_; }

 private:
  const std::string text_;
};

class CsvWriter final : public TableFileWriter {
 public:
  CsvWriter(std::shared_ptr<arrow::io::OutputStream> file, const Compression& compression)
      : file_(std::move(file)), compression_(compression) {}

  arrow::Status WriteHeader(const arrow::Schema& schema) {
    ARROW_ASSIGN_OR_RAISE(const std::string header, Pack(HeaderText(schema)));
    return file_->Write(header);
  }

  arrow::Result<std::unique_ptr<Encoded>> Encode(
      const std::shared_ptr<arrow::RecordBatch>& batch) override {
    // So many cells at a time stay in a core's cache.
    constexpr int64_t kCells = 1 << 14;
    const int64_t columns = batch->num_columns();
    const int64_t rows_at_a_time = std::clamp<int64_t>(kCells / columns, 1, 1024);
    std::vector<std::unique_ptr<CellFormatter>> formatters;
    for (int i = 0; i < columns; ++i) {
      auto formatter = CellFormatter::Make(batch->column(i));
      if (!formatter.ok()) {
        return formatter.status().WithMessage("column \"", batch->column_name(i),
                                              "\": ", formatter.status().message());
      }
      formatters.push_back(std::move(*formatter));
    }
    std::vector<CellTexts> texts(columns);
    std::string text;
    for (int64_t from = 0; from < batch->num_rows(); from += rows_at_a_time) {
      const int64_t to = std::min(from + rows_at_a_time, batch->num_rows());
      for (size_t i = 0; i < texts.size(); ++i) {
        texts[i].Clear();
        formatters[i]->Format(from, to, &texts[i]);
      }
      AppendRows(texts, static_cast<size_t>(to - from), &text);
      if (from == 0) text.reserve(text.size() * (batch->num_rows() / to + 1) * 17 / 16);
    }
    ARROW_ASSIGN_OR_RAISE(text, Pack(std::move(text)));
    return std::make_unique<EncodedText>(std::move(text));
  }

  arrow::Status Append(std::unique_ptr<Encoded> batch) override {
    return file_->Write(static_cast<const EncodedText&>(*batch).text());
  }

  arrow::Status Finish() override { return arrow::Status::OK(); }

 private:
  arrow::Result<std::string> Pack(std::string text) const {
    if (compression_.type == arrow::Compression::UNCOMPRESSED) return text;
    // One for each call: a codec of gzip has a state.
    ARROW_ASSIGN_OR_RAISE(const auto codec,
                          arrow::util::Codec::Create(compression_.type, compression_.level));
    const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
    const auto size = static_cast<int64_t>(text.size());
    std::string packed(codec->MaxCompressedLen(size, bytes), '\0');
    ARROW_ASSIGN_OR_RAISE(const int64_t used,
                          codec->Compress(size, bytes, static_cast<int64_t>(packed.size()),
                                          reinterpret_cast<uint8_t*>(packed.data())));
    packed.resize(used);
    return packed;
  }

  const std::shared_ptr<arrow::io::OutputStream> file_;
  const Compression compression_;
};

arrow::Status Check(const TableDescription& table, const SinkOptions& options) {
  ARROW_RETURN_NOT_OK(ParseCompression(options.compression));
  if (table.schema->num_fields() == 0) {
    return arrow::Status::Invalid("table \"", table.name.ToString(),
                                  "\" has no columns, which a CSV file can't show");
  }
  for (const auto& field : table.schema->fields()) {
    const arrow::Status status = CheckCsvType(*field->type());
    if (!status.ok()) {
      return status.WithMessage("table \"", table.name.ToString(), "\", column \"", field->name(),
                                "\": ", status.message());
    }
  }
  return arrow::Status::OK();
}

arrow::Result<std::unique_ptr<TableFileWriter>> OpenWriter(
    std::shared_ptr<arrow::io::OutputStream> file, const TableDescription& table,
    const SinkOptions& options) {
  ARROW_RETURN_NOT_OK(Check(table, options));
  ARROW_ASSIGN_OR_RAISE(const Compression compression, ParseCompression(options.compression));
  auto writer = std::make_unique<CsvWriter>(std::move(file), compression);
  ARROW_RETURN_NOT_OK(writer->WriteHeader(*table.schema));
  return writer;
}

}  // namespace
}  // namespace csv

TableFileFormat CsvFileFormat() {
  TableFileFormat format;
  format.name = "CSV";
  format.ending = ".csv";
  format.packed_by_name = true;
  format.has_types = false;
  format.check = csv::Check;
  format.open_writer = csv::OpenWriter;
  format.open_source = OpenCsvSource;
  return format;
}

}  // namespace quiver
