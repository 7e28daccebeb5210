#include "databases/sqlite/stored_value_reader.h"

#include <string>
#include <utility>

#include <arrow/builder.h>
#include <arrow/util/decimal.h>
#include <sqlite3.h>

#include "databases/sqlite/moment_text.h"

namespace quiver::sqlite {
namespace {

using arrow::Status;

template <typename Builder, typename AppendValue>
class ReaderOf final : public StoredValueReader {
 public:
  ReaderOf(std::shared_ptr<arrow::DataType> type, int storage_class, AppendValue append)
      : type_(std::move(type)),
        storage_class_(storage_class),
        builder_(type_, arrow::default_memory_pool()),
        append_(std::move(append)) {}

  std::shared_ptr<arrow::DataType> type() const override { return type_; }

  Status Append(const Statement& row, int column) override {
    const int found = row.storage_class(column);
    if (found == SQLITE_NULL) return builder_.AppendNull();
    if (found != storage_class_) return Status::Invalid("a value came back as another class");
    return append_(row, column, &builder_);
  }

  arrow::Result<std::shared_ptr<arrow::Array>> Finish() override { return builder_.Finish(); }

 private:
  const std::shared_ptr<arrow::DataType> type_;
  const int storage_class_;
  Builder builder_;
  const AppendValue append_;
};

class NullReader final : public StoredValueReader {
 public:
  std::shared_ptr<arrow::DataType> type() const override { return arrow::null(); }
  Status Append(const Statement& row, int column) override {
    if (!row.is_null(column)) return Status::Invalid("a NULL came back as a value");
    return builder_.AppendNull();
  }
  arrow::Result<std::shared_ptr<arrow::Array>> Finish() override { return builder_.Finish(); }

 private:
  arrow::NullBuilder builder_;
};

template <typename Builder, typename AppendValue>
std::unique_ptr<StoredValueReader> Make(std::shared_ptr<arrow::DataType> type, int storage_class,
                                        AppendValue append) {
  return std::make_unique<ReaderOf<Builder, AppendValue>>(std::move(type), storage_class,
                                                          std::move(append));
}

/// Readers of texts that `parse` understands.
template <typename Builder, typename Parse>
std::unique_ptr<StoredValueReader> Parsed(std::shared_ptr<arrow::DataType> type, Parse parse) {
  return Make<Builder>(std::move(type), SQLITE_TEXT,
                       [parse](const Statement& row, int column, Builder* builder) {
                         const auto value = parse(row.text(column));
                         if (!value) {
                           return Status::Invalid("\"", row.text(column), "\" came back");
                         }
                         return builder->Append(static_cast<typename Builder::value_type>(*value));
                       });
}

template <typename Builder, typename Decimal>
std::unique_ptr<StoredValueReader> Decimals(const std::shared_ptr<arrow::DataType>& type) {
  const int32_t wanted = static_cast<const arrow::DecimalType&>(*type).scale();
  return Make<Builder>(
      type, SQLITE_TEXT, [wanted](const Statement& row, int column, Builder* builder) -> Status {
        Decimal value;
        int32_t precision = 0;
        int32_t scale = 0;
        ARROW_RETURN_NOT_OK(Decimal::FromString(row.text(column), &value, &precision, &scale));
        if (scale != wanted) {
          ARROW_ASSIGN_OR_RAISE(value, value.Rescale(scale, wanted));
        }
        return builder->Append(value);
      });
}

std::unique_ptr<StoredValueReader> Timestamps(const std::shared_ptr<arrow::DataType>& type) {
  const auto unit = static_cast<const arrow::TimestampType&>(*type).unit();
  return Parsed<arrow::TimestampBuilder>(
      type, [unit](std::string_view text) { return ParseTimestamp(text, unit); });
}

int HexDigit(char c) {
  if ('0' <= c && c <= '9') return c - '0';
  return 'a' <= c && c <= 'f' ? c - 'a' + 10 : -1;
}

Status AppendUuid(const Statement& row, int column, arrow::FixedSizeBinaryBuilder* builder) {
  std::string bytes;
  int high = -1;
  for (const char c : row.text(column)) {
    if (c == '-') continue;
    const int digit = HexDigit(c);
    if (high >= 0) bytes += static_cast<char>(high * 16 + digit);
    high = high >= 0 ? -1 : digit;
  }
  if (bytes.size() != 16) return Status::Invalid("\"", row.text(column), "\" came back");
  return builder->Append(bytes);
}

arrow::Result<std::unique_ptr<StoredValueReader>> DecimalReader(const arrow::DataType& type) {
  const auto& decimal = static_cast<const arrow::DecimalType&>(type);
  if (type.id() == arrow::Type::DECIMAL256) {
    return Decimals<arrow::Decimal256Builder, arrow::Decimal256>(
        arrow::decimal256(decimal.precision(), decimal.scale()));
  }
  return Decimals<arrow::Decimal128Builder, arrow::Decimal128>(
      arrow::decimal128(decimal.precision(), decimal.scale()));
}

}  // namespace

arrow::Result<std::unique_ptr<StoredValueReader>> MakeStoredValueReader(
    StoredForm form, const std::shared_ptr<arrow::DataType>& type) {
  switch (form) {
    case StoredForm::kNull:
      return std::make_unique<NullReader>();
    case StoredForm::kBool:
      return Make<arrow::BooleanBuilder>(
          arrow::boolean(), SQLITE_INTEGER,
          [](const Statement& row, int column, arrow::BooleanBuilder* builder) {
            return builder->Append(row.integer(column) != 0);
          });
    case StoredForm::kInteger:
      return Make<arrow::Int64Builder>(
          arrow::int64(), SQLITE_INTEGER,
          [](const Statement& row, int column, arrow::Int64Builder* builder) {
            return builder->Append(row.integer(column));
          });
    case StoredForm::kReal:
      return Make<arrow::DoubleBuilder>(
          arrow::float64(), SQLITE_FLOAT,
          [](const Statement& row, int column, arrow::DoubleBuilder* builder) {
            return builder->Append(row.real(column));
          });
    case StoredForm::kText:
      return Make<arrow::StringBuilder>(
          arrow::utf8(), SQLITE_TEXT,
          [](const Statement& row, int column, arrow::StringBuilder* builder) {
            return builder->Append(row.text(column));
          });
    case StoredForm::kBlob:
      return Make<arrow::BinaryBuilder>(
          arrow::binary(), SQLITE_BLOB,
          [](const Statement& row, int column, arrow::BinaryBuilder* builder) {
            return builder->Append(row.blob(column));
          });
    case StoredForm::kDate:
      return Parsed<arrow::Date32Builder>(arrow::date32(), ParseDate);
    case StoredForm::kTime:
      return Parsed<arrow::Time64Builder>(arrow::time64(arrow::TimeUnit::NANO), ParseTime);
    case StoredForm::kTimestamp:
      return Timestamps(PlainType(*type).GetSharedPtr());
    case StoredForm::kDecimal:
      return DecimalReader(PlainType(*type));
    case StoredForm::kUuid:
      return Make<arrow::FixedSizeBinaryBuilder>(arrow::fixed_size_binary(16), SQLITE_TEXT,
                                                 AppendUuid);
  }
  return Status::NotImplemented("no form for ", type->ToString());
}

}  // namespace quiver::sqlite
