#include "formats/csv/csv_table.h"

#include <algorithm>
#include <limits>
#include <mutex>
#include <utility>

#include <arrow/util/utf8.h>
#include <fmt/format.h>

#include "core/parallel.h"
#include "files/input.h"
#include "formats/csv/column_names.h"
#include "formats/csv/dialect_detection.h"
#include "formats/csv/field_text.h"
#include "formats/csv/samples.h"

namespace quiver::csv {
namespace {

/// A file of this size is looked at as a whole.
constexpr int64_t kSmallFile = int64_t{4} << 20;
constexpr int64_t kHeadBytes = int64_t{1} << 20;

/// Strong evidence is a column whose values are no text while the first row's is; without any,
/// names are what a person would call names: text, none twice, none empty.
bool LooksLikeHeader(const std::vector<std::string>& first_row,
                     const std::vector<ColumnCensus>& below) {
  std::vector<std::string> sorted = first_row;
  bool all_text = true;
  for (size_t column = 0; column < first_row.size(); ++column) {
    ColumnCensus name;
    if (!first_row[column].empty())
      name.Add(std::string(16, ' ').append(first_row[column]).substr(16));
    const bool is_text = name.kinds == ColumnCensus::kText;
    const uint32_t kinds = below[column].kinds;
    if (is_text && kinds != 0 && (kinds & ColumnCensus::kText) == 0) return true;
    all_text = all_text && is_text;
  }
  std::sort(sorted.begin(), sorted.end());
  return all_text && std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end();
}

std::vector<std::string> FieldTexts(const RowBlock& rows, size_t row) {
  std::vector<std::string> texts(rows.columns);
  std::string scratch;
  for (size_t column = 0; column < rows.columns; ++column) {
    const std::string_view field = rows.field(row, column);
    texts[column] = IsQuoted(field) ? Unquote(field, &scratch) : field;
  }
  return texts;
}

}  // namespace

std::string BadRowReason(const RowBlock::BadRow& row, size_t columns) {
  if (row.fields == 0)
    return "there are characters between a closing quote and the end of its field";
  return fmt::format("{} field{} where there must be {}", row.fields, row.fields == 1 ? "" : "s",
                     columns);
}

arrow::Result<std::shared_ptr<CsvTable>> CsvTable::Open(const std::string& path,
                                                        const SourceOptions& options,
                                                        Layout layout) {
  arrow::util::InitializeUTF8();
  std::shared_ptr<CsvTable> table(new CsvTable(options, layout));
  table->name_.name = TableNameOfFile(path);
  ARROW_ASSIGN_OR_RAISE(table->text_, OpenCsvText(path, options.csv, options.stop));
  ARROW_RETURN_NOT_OK(table->Detect());
  return table;
}

arrow::Status CsvTable::Detect() {
  std::string head;
  ARROW_RETURN_NOT_OK(ReadHead(&head));
  const std::string_view text =
      std::string_view(head).substr(RowBlock::kSlack, head.size() - 2 * RowBlock::kSlack);
  const bool last = text_.begin + static_cast<int64_t>(text.size()) == text_.end;
  dialect_ = DetectDialect(text, last, options_.csv);
  if (dialect_.columns == 0) {
    return arrow::Status::Invalid(
        text_.name,
        text_.begin == text_.end ? ": the file is empty" : ": there are only blank lines",
        "; a CSV file begins with the names of its columns");
  }
  ARROW_RETURN_NOT_OK(NameColumns(text, last));
  row_begins_ = std::make_unique<RowBegins>(text_, dialect_, first_row_, layout_.partition_bytes);
  return arrow::Status::OK();
}

/// Two rows at least, so that a file with very many columns shows what it is; with slack on both
/// sides.
arrow::Status CsvTable::ReadHead(std::string* head) {
  const int64_t size = text_.end - text_.begin;
  int64_t bytes = size <= kSmallFile ? size : kHeadBytes;
  while (true) {
    head->assign(bytes + 2 * RowBlock::kSlack, '\0');
    ARROW_RETURN_NOT_OK(text_.Read(text_.begin, bytes, head->data() + RowBlock::kSlack));
    const std::string_view text = std::string_view(*head).substr(RowBlock::kSlack, bytes);
    const Dialect dialect = DetectDialect(text, bytes == size, options_.csv);
    const size_t rows = SplitRows(dialect, text, false, 2).size();
    if (rows == 2 || bytes == size) return arrow::Status::OK();
    if (bytes >= layout_.most_row_bytes) {
      // Whoever reads the second row will say what is wrong with it.
      if (rows == 1) return arrow::Status::OK();
      return arrow::Status::Invalid(
          fmt::format("{}, line 1: no row ends in the first {} MiB; is this a CSV file, and is "
                      "every quote closed?",
                      text_.name, bytes >> 20));
    }
    bytes = std::min({2 * bytes, size, layout_.most_row_bytes});
  }
}

arrow::Status CsvTable::NameColumns(std::string_view head, bool last) {
  const RowExtent first = SplitRows(dialect_, head, last, 1).front();
  RowBlock rows;
  const std::string_view first_text = head.substr(first.begin, first.end - first.begin);
  if (!ScanRows(dialect_, first_text, first_text.size(), true, &rows) || rows.rows != 1) {
    RowReader reader(text_, dialect_, layout_, text_.begin, text_.end);
    ARROW_RETURN_NOT_OK(reader.Next().status());
    return arrow::Status::Invalid(text_.name, ": the first row can't be read: ",
                                  rows.bad_rows.empty()
                                      ? "a quote is never closed"
                                      : BadRowReason(rows.bad_rows[0], dialect_.columns));
  }
  if (!rows.ascii && !arrow::util::ValidateUTF8(first_text)) {
    return arrow::Status::Invalid(text_.name,
                                  ", line 1: the header is not UTF-8; say --encoding, for example "
                                  "--encoding latin-1");
  }
  std::vector<std::string> names = FieldTexts(rows, 0);
  const auto below = static_cast<int64_t>(first.end);
  first_row_ = text_.begin + below;
  ARROW_RETURN_NOT_OK(TakeSamples(head.substr(first.end), last));

  dialect_.header = options_.csv.header.value_or(LooksLikeHeader(names, census_));
  if (!dialect_.header) {
    first_row_ = text_.begin + static_cast<int64_t>(first.begin);
    ScanRows(dialect_, first_text, first_text.size(), true, &rows);
    for (size_t column = 0; column < rows.columns; ++column) {
      TakeCensus(rows, column, nulls_, &census_[column]);
    }
    for (size_t column = 0; column < names.size(); ++column) {
      names[column] = fmt::format("column_{}", column + 1);
    }
  }
  MakeNamesUnique(&names, &notes_);
  column_names_ = std::move(names);
  return arrow::Status::OK();
}

arrow::Status CsvTable::TakeSamples(std::string_view head, bool last) {
  census_.assign(dialect_.columns, {});
  int64_t rows_seen = 0;
  int64_t bytes_seen = 0;
  const auto take = [&](const RowBlock& rows) {
    for (size_t column = 0; column < rows.columns; ++column) {
      TakeCensus(rows, column, nulls_, &census_[column]);
    }
    rows_seen += static_cast<int64_t>(rows.rows);
    bytes_seen += static_cast<int64_t>(rows.consumed);
  };
  RowBlock rows;
  const bool closed = head.empty() || ScanRows(dialect_, head, head.size(), last, &rows);
  if (!head.empty()) take(rows);
  census_is_whole_ = last && closed;
  if (!last) {
    const int64_t behind_head = first_row_ + static_cast<int64_t>(head.size());
    ARROW_RETURN_NOT_OK(SampleRows(text_, dialect_, behind_head, take));
  }
  if (bytes_seen > 0) {
    estimated_rows_ =
        static_cast<int64_t>(static_cast<double>(text_.end - first_row_) *
                             static_cast<double>(rows_seen) / static_cast<double>(bytes_seen));
  }
  return arrow::Status::OK();
}

arrow::Status CsvTable::TakeWholeCensus() {
  const int64_t partitions = row_begins_->num_partitions();
  std::vector<ColumnCensus> census(dialect_.columns);
  counts_.assign(partitions, {});
  std::atomic<int64_t> next = 0;
  std::mutex mutex;
  const auto work = [&]() -> arrow::Status {
    std::vector<ColumnCensus> own(dialect_.columns);
    for (int64_t partition; (partition = next++) < partitions;) {
      const arrow::Status status = CountPartition(partition, &own);
      if (!status.ok()) {
        next = partitions;
        return status;
      }
    }
    const std::lock_guard lock(mutex);
    for (size_t column = 0; column < own.size(); ++column) census[column].Add(own[column]);
    return arrow::Status::OK();
  };
  ARROW_RETURN_NOT_OK(RunParallel(std::min<int64_t>(options_.budget.jobs, partitions), work));
  census_ = std::move(census);
  census_is_whole_ = true;
  misfit_ = false;
  return arrow::Status::OK();
}

arrow::Status CsvTable::CountPartition(int64_t partition, std::vector<ColumnCensus>* census) {
  PartitionCount& count = counts_[partition];
  ARROW_ASSIGN_OR_RAISE(const auto reader, OpenRows(partition));
  while (true) {
    ARROW_RETURN_NOT_OK(options_.stop.Poll());
    ARROW_ASSIGN_OR_RAISE(const bool more, reader->Next());
    if (!more) break;
    const RowBlock& rows = reader->block();
    if (!rows.bad_rows.empty() && options_.csv.on_bad_row == CsvOptions::OnBadRow::kError) {
      return BadRowError(*reader, rows.bad_rows.front());
    }
    for (size_t column = 0; column < rows.columns; ++column) {
      TakeCensus(rows, column, nulls_, &(*census)[column]);
    }
    count.rows += static_cast<int64_t>(rows.rows);
    count.bad_rows += static_cast<int64_t>(rows.bad_rows.size());
    count.lines += std::count(rows.text, rows.text + rows.consumed, dialect_.row_end);
  }
  row_begins_->SetNext(partition, reader->next_position());
  return arrow::Status::OK();
}

arrow::Result<std::unique_ptr<RowReader>> CsvTable::OpenRows(int64_t partition) {
  if (partition < 0 || partition >= row_begins_->num_partitions()) {
    return arrow::Status::IndexError(name_.name, " has no partition ", partition);
  }
  ARROW_ASSIGN_OR_RAISE(const int64_t begin, row_begins_->Begin(partition));
  return std::make_unique<RowReader>(text_, dialect_, layout_, begin,
                                     row_begins_->Limit(partition));
}

arrow::Result<int64_t> CsvTable::LineOf(const RowReader& rows, uint32_t offset) const {
  return LineAt(text_, dialect_, rows.position() + offset);
}

arrow::Status CsvTable::BadRowError(const RowReader& rows, const RowBlock::BadRow& row) const {
  ARROW_ASSIGN_OR_RAISE(const int64_t line, LineOf(rows, row.begin));
  return arrow::Status::Invalid(
      fmt::format("{}, line {}: {}; --on-bad-row quarantine puts such rows aside", text_.name, line,
                  BadRowReason(row, dialect_.columns)));
}

arrow::Status CsvTable::CheckUtf8(const RowReader& reader) const {
  const RowBlock& rows = reader.block();
  if (rows.ascii || arrow::util::ValidateUTF8(reinterpret_cast<const uint8_t*>(rows.text),
                                              static_cast<int64_t>(rows.consumed))) {
    return arrow::Status::OK();
  }
  constexpr const char* kHint = "say --encoding, for example --encoding latin-1";
  for (size_t row = 0; row < rows.rows; ++row) {
    for (size_t column = 0; column < rows.columns; ++column) {
      const std::string_view field = rows.field(row, column);
      if (arrow::util::ValidateUTF8(field)) continue;
      const auto offset = static_cast<uint32_t>(field.data() - rows.text);
      ARROW_ASSIGN_OR_RAISE(const int64_t line, LineOf(reader, offset));
      return arrow::Status::Invalid(fmt::format("{}, line {}, column \"{}\": this is not UTF-8; {}",
                                                text_.name, line, column_names_[column], kHint));
    }
  }
  // Between the fields there is ASCII only, so it is in a bad row.
  for (const RowBlock::BadRow& row : rows.bad_rows) {
    if (arrow::util::ValidateUTF8({rows.text + row.begin, row.end - row.begin})) continue;
    ARROW_ASSIGN_OR_RAISE(const int64_t line, LineOf(reader, row.begin));
    return arrow::Status::Invalid(
        fmt::format("{}, line {}: this is not UTF-8; {}", text_.name, line, kHint));
  }
  return arrow::Status::OK();
}

}  // namespace quiver::csv
