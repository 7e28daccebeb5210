#include "copy_options.h"

#include <map>
#include <optional>
#include <utility>

#include <arrow/util/compression.h>
#include <arrow/util/string.h>

#include "arrow_result.h"
#include "option_value.h"

namespace quiver::duckdb_extension {
namespace {

// The statistics of these would be those of DuckDB's bytes, which are in another order.
bool HasOrderedForm(const ColumnType& column) {
  const auto& metadata = column.field->metadata();
  return metadata == nullptr || metadata->Get("ARROW:extension:name").ValueOr("") != "arrow.opaque";
}

constexpr int64_t kMostBatchRows = int64_t{1} << 31;

class OptionReader {
 public:
  explicit OptionReader(const TableType& table) : table_(table) {}

  void Read(const OptionValue& value) {
    const auto found = Readers().find(arrow::internal::AsciiToLower(value.name()));
    if (found == Readers().end()) {
      std::string known;
      for (const auto& [name, reader] : Readers()) known += (known.empty() ? "" : ", ") + name;
      throw Error("there is no option " + value.name() + " of this format; there are " + known +
                  ", and of DuckDB row_group_size, row_group_size_bytes, row_groups_per_file, "
                  "partition_by, per_thread_output, overwrite_or_ignore, return_stats and more");
    }
    (this->*found->second)(value);
  }

  CopyOptions Finish() {
    if (level_ && compression_ != "zstd") {
      throw Error(
          "the option compression_level is one of compression zstd, and the compression is " +
          (compression_.empty() ? std::string("none") : compression_));
    }
    options_.sink.compression = compression_;
    if (level_) options_.sink.compression += ":" + std::to_string(*level_);
    return std::move(options_);
  }

 private:
  using Reader = void (OptionReader::*)(const OptionValue&);

  static const std::map<std::string, Reader>& Readers() {
    static const std::map<std::string, Reader> readers = {
        {"chunk_size", &OptionReader::ReadChunkSize},
        {"compression", &OptionReader::ReadCompression},
        {"compression_level", &OptionReader::ReadLevel},
        {"dictionary_columns", &OptionReader::ReadDictionaryColumns},
        {"kv_metadata", &OptionReader::ReadMetadata},
        {"statistics", &OptionReader::ReadStatistics},
    };
    return readers;
  }

  void ReadChunkSize(const OptionValue& value) {
    options_.batch_rows = static_cast<idx_t>(value.AsInteger(1, kMostBatchRows));
  }

  void ReadCompression(const OptionValue& value) {
    compression_ = arrow::internal::AsciiToLower(value.AsText());
    if (compression_ == "uncompressed") compression_ = "none";
    if (compression_ != "none" && compression_ != "lz4" && compression_ != "zstd") {
      value.Refuse("none, lz4 or zstd");
    }
  }

  void ReadLevel(const OptionValue& value) {
    using arrow::util::Codec;
    level_ = value.AsInteger(ValueOf(Codec::MinimumCompressionLevel(arrow::Compression::ZSTD)),
                             ValueOf(Codec::MaximumCompressionLevel(arrow::Compression::ZSTD)));
  }

  void ReadMetadata(const OptionValue& value) {
    auto metadata = std::make_shared<arrow::KeyValueMetadata>();
    for (auto& [key, text] : value.AsPairs()) metadata->Append(key, text);
    options_.metadata = std::move(metadata);
  }

  void ReadDictionaryColumns(const OptionValue& value) {
    for (const std::string& name : value.AsNames()) {
      const size_t column = ColumnNamed(name, value);
      const ColumnType& type = table_.columns()[column];
      if (type.field->type()->id() == arrow::Type::DICTIONARY) continue;
      if (type.id != DUCKDB_V2_LOGICAL_TYPE_ID_VARCHAR) {
        throw Error("the option " + value.name() + ": the column " + name +
                    " is not VARCHAR; only text becomes a dictionary");
      }
      options_.dictionary_columns.push_back(column);
    }
  }

  void ReadStatistics(const OptionValue& value) {
    std::vector<std::string> names;
    if (!value.IsBoolean()) {
      for (const std::string& name : value.AsNames()) {
        const ColumnType& column = table_.columns()[ColumnNamed(name, value)];
        if (!HasOrderedForm(column)) {
          throw Error("the option " + value.name() + ": the values of the column " + name +
                      " have no order in Arrow");
        }
        names.push_back(column.field->name());
      }
    } else if (value.AsBoolean()) {
      // Statistics are by name: without, for a name that is there twice.
      const auto schema = table_.ArrowSchema();
      for (const ColumnType& column : table_.columns()) {
        const std::string& name = column.field->name();
        if (HasOrderedForm(column) && schema->GetFieldByName(name) != nullptr) {
          names.push_back(name);
        }
      }
    }
    if (!names.empty()) options_.sink.statistics = std::move(names);
  }

  size_t ColumnNamed(const std::string& name, const OptionValue& value) const {
    const auto& columns = table_.columns();
    for (size_t i = 0; i < columns.size(); ++i) {
      if (arrow::internal::AsciiEqualsCaseInsensitive(columns[i].field->name(), name)) return i;
    }
    std::string known;
    for (const ColumnType& column : columns) {
      known += (known.empty() ? "" : ", ") + column.field->name();
    }
    throw Error("the option " + value.name() + ": there is no column " + name + "; there are " +
                known);
  }

  const TableType& table_;
  CopyOptions options_;
  std::string compression_;
  std::optional<int64_t> level_;
};

}  // namespace

CopyOptions ReadCopyOptions(duckdb_v2_copy_to_bind_info_handle info, const TableType& table,
                            duckdb_v2_context_handle context, duckdb_v2_error_info_handle* err) {
  OptionReader reader(table);
  idx_t count = 0;
  Call(err, duckdb_v2_copy_to_bind_get_option_count, info, &count);
  for (idx_t i = 0; i < count; ++i) {
    duckdb_v2_identifier_t name;
    Call(err, duckdb_v2_copy_to_bind_get_option_name, info, i, &name);
    duckdb_v2_value_handle value;
    Call(err, duckdb_v2_copy_to_bind_get_option_value, info, i, &value);
    reader.Read(OptionValue(String(name), value, context, err));
  }
  return reader.Finish();
}

}  // namespace quiver::duckdb_extension
